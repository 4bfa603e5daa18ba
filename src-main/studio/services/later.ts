/** Operations whose rooms are loaded when they are first asked for. */
export const providerOperations = [
  'providers.list',
  'providers.test',
  'providers.resume',
  'providers.setAddress',
  'providers.setLimits',
  'providers.addServer',
  'providers.removeServer',
  'keys.set',
  'keys.remove',
  'models.list',
  'models.refresh',
  'models.choices',
  'models.choose',
  'host.importWorkflow',
] as const;
export const moneyOperations = ['money.get', 'money.setCaps', 'generation.preview', 'jobs.answer'] as const;
