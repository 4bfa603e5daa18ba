import { money, printJson, printLine } from '../output.ts';
import { withSession } from '../session.ts';

/** `heroframe status DIR`: only looks, so it works while the film is open elsewhere. */
export async function status(dir: string, options: { json?: boolean }): Promise<number> {
  return await withSession(async ({ call }) => {
    const { projectId, folder } = await call('host.openAt', { folder: dir, readOnly: true });
    const view = await call('film.get', { projectId });
    if (options.json === true) {
      const scenes = [];
      for (const scene of view.scenes) scenes.push(await call('scenes.get', { projectId, sceneId: scene.id }));
      const { jobs } = await call('jobs.list', { projectId });
      printJson({
        project: folder,
        id: projectId,
        name: view.name,
        brief: view.brief,
        stages: view.stages,
        story: view.story,
        scenes: scenes.map(({ summary, startFrame, endFrame, takes, motionPrompts }) => ({
          ...summary,
          startFrame: { ...summary.startFrame, variations: startFrame.candidates, prompts: startFrame.prompts },
          endFrame: { ...summary.endFrame, variations: endFrame.candidates, prompts: endFrame.prompts },
          takes,
          motionPrompts,
        })),
        cut: view.cut,
        jobs,
        ledger: view.ledger,
        review: view.review,
        exports: view.exports,
      });
      return 0;
    }
    printLine(
      `${view.name} · ${view.brief.durationSeconds} s · ${view.brief.aspect} · spent ${money(view.ledger.actual, view.ledger.currency)}`,
    );
    for (const stage of view.stages)
      printLine(`  ${stage.stage.padEnd(7)} ${stage.state}${stage.total > 0 ? ` ${stage.done} of ${stage.total}` : ''}`);
    for (const scene of view.scenes) {
      printLine(`  ${scene.number}. ${scene.spec.beat} · ${scene.spec.seconds.toFixed(1)} s · ${scene.spec.camera.movement}`);
      if (scene.picked !== null) printLine(`     take ${scene.picked.number}: ${scene.picked.decision.reason}`);
      if (scene.attention !== null) printLine(`     ${scene.attention}`);
    }
    return 0;
  });
}
