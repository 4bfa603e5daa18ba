/** The main job with other people's models: whole films through the simulators, one combination entirely local. */
import { afterEach, expect, test } from 'vitest';
import type { ModelKind } from '#contract/model/providers.ts';
import { openProviderBench, type ProviderBench } from '../../fixtures/provider-bench.ts';
import { startAnthropic } from '../../simulators/anthropic.ts';
import { startComfyUi } from '../../simulators/comfyui.ts';
import { startElevenLabs } from '../../simulators/elevenlabs.ts';
import { startFal } from '../../simulators/fal.ts';
import { startGemini } from '../../simulators/gemini.ts';
import { SECRET_MARK, type StartSimulator } from '../../simulators/kit/simulator.ts';
import { startOllama } from '../../simulators/ollama.ts';
import { startOpenAi } from '../../simulators/openai.ts';
import { startPiapi } from '../../simulators/piapi.ts';
import { startReplicate } from '../../simulators/replicate.ts';
import { startRunway } from '../../simulators/runway.ts';
import { scanForSecrets } from '../../fixtures/secret-scan.ts';

let bench: ProviderBench;
afterEach(async () => {
  await bench.end();
});

const combinations: [string, Record<string, StartSimulator>, Partial<Record<ModelKind, string>>][] = [
  [
    'OpenAI writes, Flux 2 on Replicate draws, Kling on Replicate films, ElevenLabs speaks',
    { openai: startOpenAi, replicate: startReplicate, elevenlabs: startElevenLabs },
    {
      text: 'openai:gpt-4.1',
      picture: 'replicate:black-forest-labs/flux-2-pro',
      clip: 'replicate:kwaivgi/kling-v2.5-turbo-pro',
      speech: 'elevenlabs:eleven_multilingual_v2',
    },
  ],
  [
    'Claude writes, Nano Banana on fal draws, Runway films',
    { anthropic: startAnthropic, fal: startFal, runway: startRunway },
    { text: 'anthropic:claude-sonnet-5-5', picture: 'fal:fal-ai/nano-banana-2', clip: 'runway:gen4_turbo' },
  ],
  [
    'Gemini writes and draws, Kling on PiAPI films from pictures that go through fal',
    { gemini: startGemini, piapi: startPiapi, fal: startFal },
    { text: 'gemini:gemini-3.8-flash', picture: 'gemini:gemini-2.5-flash-image', clip: 'piapi:kling/2.5-pro' },
  ],
  [
    'entirely local: Ollama writes, ComfyUI draws and films',
    { ollama: startOllama, comfyui: startComfyUi },
    { text: 'ollama:qwen3-vl:8b', picture: 'comfyui:txt2img-checkpoint', clip: 'comfyui:wan22-image-to-video' },
  ],
];

test.each(combinations)('%s', { timeout: 240_000 }, async (_name, starts, models) => {
  bench = await openProviderBench(starts);
  // One with everything there is; the others short, for what differs is the wire.
  const projectId = await bench.create(
    models,
    models.speech === undefined ? { durationSeconds: 6, preset: 'simple' } : { durationSeconds: 9, preset: 'fast' },
  );
  const run = await bench.run(projectId, 'film');
  expect({ status: run.status, error: run.error }).toEqual({ status: 'done', error: null });
  const film = await bench.call('film.get', { projectId });

  expect(film.scenes.length).toBeGreaterThan(0);
  expect(film.cut?.state).toBe('current');
  for (const scene of film.scenes) {
    expect(scene.startFrame.picked, scene.attention ?? '').not.toBeNull();
    expect(scene.picked, scene.attention ?? '').not.toBeNull();
  }
  // Who made what is what was chosen.
  for (const stage of film.story) expect(stage).toMatchObject({ fallback: false });
  const { jobs } = await bench.call('jobs.list', { projectId });
  expect(jobs.filter((job) => !['succeeded'].includes(job.state))).toEqual([]);
  const asked = new Set(jobs.map((job) => `${job.provider}:${job.model}`));
  for (const model of [models.picture, models.clip, models.speech]) if (model !== undefined) expect([...asked]).toContain(model);

  // One job there for every job here: nothing was made twice.
  for (const [name, simulator] of Object.entries(bench.simulators)) {
    const ours = jobs.filter((job) => job.provider === simulator.provider && job.state === 'succeeded');
    const mediaThere = simulator.charged.length;
    if (name !== 'ollama') expect(mediaThere, name).toBe(ours.length);
  }

  // Money: known before, written down after, free where it is free.
  const money = await bench.call('money.get', { projectId });
  const local = Object.keys(starts).every((name) => name === 'ollama' || name === 'comfyui');
  if (local) expect(money).toMatchObject({ actual: 0, lines: [] });
  else expect(money.lines.every((line) => line.state === 'billed' || line.state === 'assumed')).toBe(true);
  expect(money.acceptedShots).toBe(film.scenes.length);

  // Running again asks for nothing.
  const before = Object.values(bench.simulators).map((simulator) => simulator.charged.length);
  expect((await bench.run(projectId, 'film')).status).toBe('done');
  expect(Object.values(bench.simulators).map((simulator) => simulator.charged.length)).toEqual(before);

  expect(bench.bugs).toEqual([]);
  await bench.studio.close();
  const scan = await scanForSecrets([bench.folder], [SECRET_MARK]);
  expect(scan.found).toEqual([]);
  expect(scan.files).toBeGreaterThan(10);
  expect(JSON.stringify(bench.events)).not.toContain(SECRET_MARK);
});
