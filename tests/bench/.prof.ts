import { DEFAULT_BRIEF } from '#contract/model/brief.ts';
import * as s from '#storage/index.ts';
import { mkdtempSync } from 'node:fs';
import { readScenes } from '../../src-main/storage/tables/scenes.ts';
import { all } from '../../src-main/storage/connection.ts';
import { sceneIngredients } from '../../src-main/storage/ingredients.ts';
const folder = process.argv[2]!;
const p = await s.openProjectReadOnly(folder, s.defaultEnv('x'));
const db = p.db;
const t = (name: string, f: () => unknown) => { f(); const ts = Array.from({length: 9}, () => { const a = performance.now(); f(); return performance.now()-a; }).sort((a,b)=>a-b); console.log(name, ts[4]!.toFixed(2)); };
t('film', () => s.readFilmView(db, {runs: []}));
t('scenes', () => readScenes(db));
t('decisions', () => s.standingDecisions(db));
t('stages', () => s.readStages(db));
t('ingredients', () => sceneIngredients(db, () => ({heroVariationId: null, endVariationId: null})));
t('cutInputs', () => s.cutInputs(db));
t('review', () => s.readReview(db));
t('frames', () => all(db, `SELECT id, scene_id, role, status, error,
         (SELECT count(*) FROM variations AS v WHERE v.frame_id = frames.id AND v.status = 'ready') AS ready
       FROM frames`));
t('pictures', () => all(db, `SELECT v.id, v.number, v.inputs_hash, a.sha256,a.mime,a.bytes,a.width,a.height,a.seconds,o.value
       FROM (SELECT DISTINCT subject_id FROM current_decisions WHERE slot <> 'take') AS d
       JOIN variations AS v ON v.id = d.subject_id JOIN assets AS a ON a.sha256 = v.asset_sha256
       LEFT JOIN overall_scores AS o ON o.subject_id = v.id`));
t('counts', () => all(db, `SELECT scene_id, count(*) AS n FROM takes WHERE status = 'ready' GROUP BY scene_id`));
s.closeProject(p);
