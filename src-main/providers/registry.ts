/** Every provider that the studio knows. A new one is a folder with a `definition.ts` and a line here. */
import { a1111Definition } from './a1111/definition.ts';
import { anthropicDefinition } from './anthropic/definition.ts';
import { comfyuiDefinition } from './comfyui/definition.ts';
import { elevenLabsDefinition } from './elevenlabs/definition.ts';
import { externalCommandDefinition } from './external-command/definition.ts';
import { falDefinition } from './fal/definition.ts';
import { geminiDefinition } from './gemini/definition.ts';
import { lumaDreamMachineDefinition } from './luma-dream-machine/definition.ts';
import { lumaDefinition } from './luma/definition.ts';
import { compatibleDefinitions } from './openai-compatible/definition.ts';
import { openAiDefinition } from './openai/definition.ts';
import { piapiDefinition } from './piapi/definition.ts';
import type { ProviderDefinition } from './provider.ts';
import { replicateDefinition } from './replicate/definition.ts';
import { runwayDefinition } from './runway/definition.ts';

/** In the order in which people see them: services first, then what runs on their own computers. */
export const builtInProviders: readonly ProviderDefinition[] = [
  replicateDefinition,
  falDefinition,
  runwayDefinition,
  lumaDefinition,
  lumaDreamMachineDefinition,
  piapiDefinition,
  openAiDefinition,
  anthropicDefinition,
  geminiDefinition,
  elevenLabsDefinition,
  ...compatibleDefinitions,
  comfyuiDefinition,
  a1111Definition,
  externalCommandDefinition,
];
