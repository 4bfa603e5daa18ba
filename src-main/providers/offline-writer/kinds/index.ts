/** Every kind of product the writer knows. The last one stands for everything else. */
import type { ProductKind } from './kind.ts';
import { hotAndSweetKinds } from './hot-and-sweet.ts';
import { tableKinds } from './table.ts';
import { skinKinds } from './skin.ts';
import { wornKinds } from './worn.ts';
import { devicesKinds } from './devices.ts';
import { appsKinds } from './apps.ts';
import { movingKinds } from './moving.ts';
import { livingKinds } from './living.ts';

export const productKinds: readonly ProductKind[] = [
  ...hotAndSweetKinds,
  ...tableKinds,
  ...skinKinds,
  ...wornKinds,
  ...devicesKinds,
  ...appsKinds,
  ...movingKinds,
  ...livingKinds,
];

/** The kind with this id; `thing` for unknown ids. */
export function kindById(id: string): ProductKind {
  const kind = productKinds.find((k) => k.id === id) ?? productKinds.at(-1);
  if (kind === undefined) throw new Error('The list of product kinds is empty.');
  return kind;
}
