/** What the pipeline and the studio call. Everything else in this room is its own business. */
export { defaultEnv } from './environment.ts';
export type { StorageEnv } from './environment.ts';
export { durably, revisionOf, write } from './connection.ts';
export type { ProjectDb, ReadDb } from './connection.ts';
export { folderNameFor, freeFolder } from './folder-names.ts';
export { writeWhole } from './whole-files.ts';
export { closeProject, createProject, isProjectFolder, openProject, openProjectReadOnly } from './project-folder.ts';
export type { OpenProject, ReadOnlyProject } from './project-folder.ts';
export { holderOf, takeLock } from './lock.ts';
export {
  assetFile,
  assetKindOf,
  assetPlace,
  emptyTrash,
  extensionFor,
  findOrphanAssets,
  readAsset,
  storeAsset,
  trashOrphanAssets,
  verifyAsset,
} from './assets.ts';
export type { AssetStore } from './assets.ts';
export { purgeRemoved } from './trash.ts';
export { UNDO_LEVELS, historyLabels, recordEdit, redoEdit, undoEdit } from './undo.ts';
export { readFilmView, readProjectCard } from './film-view.ts';
export { readSceneView } from './scene-view.ts';
export { frameInputs, frameState, takesInputs, takesState } from './states.ts';
export { duplicateScene } from './scene-copies.ts';

export { readProject, renameProject } from './tables/project.ts';
export { putBrief, readBrief } from './tables/brief.ts';
export { putSetting, readSetting } from './tables/settings.ts';
export { addReference, readReferences, removeReference } from './tables/reference-pictures.ts';
export { markApplied, putStage, readStages, readStageVersions, setCurrentStage } from './tables/story-stages.ts';
export {
  addScene,
  applySceneDivision,
  putSceneVersion,
  readScene,
  readSceneVersions,
  readScenes,
  removeScene,
  restoreScene,
  setCurrentSceneVersion,
  setSceneOrder,
} from './tables/scenes.ts';
export type { SceneRow } from './tables/scenes.ts';
export {
  basePrompt,
  choosePrompt,
  chosenPrompt,
  promptState,
  putPrompt,
  readPrompt,
  readPrompts,
  setPromptCritique,
} from './tables/prompts.ts';
export { readFrame, readFrameById, setFrameStatus } from './tables/frames.ts';
export {
  addOwnVariation,
  failVariation,
  finishVariation,
  planVariation,
  readVariation,
  readVariations,
  startVariation,
} from './tables/variations.ts';
export type { VariationRow } from './tables/variations.ts';
export { failTake, finishTake, planTake, readTake, readTakes, setTakeReport, startTake } from './tables/takes.ts';
export type { TakeRow } from './tables/takes.ts';
export { putScores, readScores } from './tables/scores.ts';
export { decide, withdrawDecision } from './tables/decisions.ts';
export { currentPick, readDecisions } from './tables/standing-decisions.ts';
export {
  createJob,
  isClaimedRemote,
  moveJob,
  openJobs,
  readJob,
  readJobTransitions,
  readJobs,
  submittedAt,
} from './tables/provider-jobs.ts';
export type { NewJob, ProviderJob } from './tables/provider-jobs.ts';
export { ledgerAmount, ledgerByCurrency, ledgerSummary, readLedger, spentByRun, spentSoFar } from './tables/ledger.ts';
export { openSpending } from './spending.ts';
export type { Spending } from './spending.ts';
export { openReview, readReview, resolveReview, resolveReviewsOf } from './tables/review-items.ts';
export { addNote, readNotes, removeNote } from './tables/notes.ts';
export { cutInputs, cutState, latestCut, putCut } from './tables/cuts.ts';
export { addExport, readExports } from './tables/exports.ts';
export { forgetProject, homeSettings, openHome, projectKey, putHomeSetting, recentProjects, rememberProject } from './home.ts';
export type { Home } from './home.ts';
