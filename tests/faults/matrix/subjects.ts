/** The columns of the fault matrix: one model of every provider, and what can be asked of it. */
import { a1111Definition } from '#providers/a1111/definition.ts';
import { comfyuiDefinition } from '#providers/comfyui/definition.ts';
import { elevenLabsDefinition } from '#providers/elevenlabs/definition.ts';
import { falDefinition } from '#providers/fal/definition.ts';
import { geminiDefinition } from '#providers/gemini/definition.ts';
import { lumaDreamMachineDefinition } from '#providers/luma-dream-machine/definition.ts';
import { lumaDefinition } from '#providers/luma/definition.ts';
import { openAiDefinition } from '#providers/openai/definition.ts';
import { piapiDefinition } from '#providers/piapi/definition.ts';
import { replicateDefinition } from '#providers/replicate/definition.ts';
import { runwayDefinition } from '#providers/runway/definition.ts';
import { startA1111 } from '../../simulators/a1111.ts';
import { startComfyUi } from '../../simulators/comfyui.ts';
import { startElevenLabs } from '../../simulators/elevenlabs.ts';
import { startFal } from '../../simulators/fal.ts';
import { startGemini } from '../../simulators/gemini.ts';
import { startLumaDreamMachine } from '../../simulators/luma-dream-machine.ts';
import { startLuma } from '../../simulators/luma.ts';
import { startOpenAi } from '../../simulators/openai.ts';
import { startPiapi } from '../../simulators/piapi.ts';
import { startReplicate } from '../../simulators/replicate.ts';
import { startRunway } from '../../simulators/runway.ts';
import type { MatrixSubject } from './bench.ts';

export const matrixSubjects: readonly MatrixSubject[] = [
  {
    label: 'Replicate',
    definition: replicateDefinition,
    start: startReplicate,
    remoteId: 'kwaivgi/kling-v2.5-turbo-pro',
    canBeAsked: true,
  },
  {
    label: 'fal',
    definition: falDefinition,
    start: startFal,
    remoteId: 'fal-ai/kling-video/v2.5-turbo/pro/image-to-video',
    canBeAsked: false,
  },
  { label: 'Runway', definition: runwayDefinition, start: startRunway, remoteId: 'gen4_turbo', canBeAsked: false },
  { label: 'Luma Agents', definition: lumaDefinition, start: startLuma, remoteId: 'ray-3.2', canBeAsked: false },
  { label: 'Luma legacy', definition: lumaDreamMachineDefinition, start: startLumaDreamMachine, remoteId: 'ray-2', canBeAsked: true },
  { label: 'PiAPI', definition: piapiDefinition, start: startPiapi, remoteId: 'kling/2.5-pro', canBeAsked: false },
  { label: 'Veo', definition: geminiDefinition, start: startGemini, remoteId: 'veo-3.1-generate-preview', canBeAsked: false },
  {
    label: 'Gemini images',
    definition: geminiDefinition,
    start: startGemini,
    remoteId: 'gemini-2.5-flash-image',
    canBeAsked: false,
    inAnswer: true,
  },
  {
    label: 'OpenAI images',
    definition: openAiDefinition,
    start: startOpenAi,
    remoteId: 'gpt-image-1.5',
    canBeAsked: false,
    inAnswer: true,
  },
  {
    label: 'OpenAI speech',
    definition: openAiDefinition,
    start: startOpenAi,
    remoteId: 'gpt-4o-mini-tts',
    canBeAsked: false,
    inAnswer: true,
  },
  {
    label: 'ElevenLabs',
    definition: elevenLabsDefinition,
    start: startElevenLabs,
    remoteId: 'eleven_multilingual_v2',
    canBeAsked: false,
    inAnswer: true,
  },
  { label: 'ComfyUI', definition: comfyuiDefinition, start: startComfyUi, remoteId: 'txt2img-checkpoint', canBeAsked: true, free: true },
  {
    label: 'Automatic1111',
    definition: a1111Definition,
    start: startA1111,
    remoteId: 'current-checkpoint',
    canBeAsked: true,
    inAnswer: true,
    free: true,
  },
];
