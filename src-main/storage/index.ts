/** What the pipeline and the studio call. Everything else in this room is its own business. */
export { defaultEnv, makeId } from './environment.ts';
export type { StorageEnv } from './environment.ts';
export { durably, revisionOf, write } from './connection.ts';
export type { ProjectDb, ReadDb } from './connection.ts';
export { storageErrorOf } from './failures.ts';
export { PROJECT_SUFFIX, folderNameFor, freeFolder } from './folder-names.ts';
export { closeProject, createProject, isProjectFolder, openProject, openProjectReadOnly } from './project-folder.ts';
export type { OpenProject, ReadOnlyProject } from './project-folder.ts';
export { LOCK_FILE, holderOf, takeLock } from './lock.ts';
export type { LockHolder, ProjectLock } from './lock.ts';
export {
  assetFile,
  assetKindOf,
  assetPlace,
  emptyTrash,
  extensionFor,
  findOrphanAssets,
  openAssets,
  readAsset,
  storeAsset,
  trashOrphanAssets,
  verifyAsset,
} from './assets.ts';
export type { AssetFacts, AssetKind, AssetSource, AssetStore } from './assets.ts';
export { purgeRemoved } from './trash.ts';
export { UNDO_LEVELS, clearHistory, historyLabels, recordEdit, redoEdit, undoEdit } from './undo.ts';
export type { EditResult, HistoryStep } from './undo.ts';
export { readFilmView, readProjectCard } from './film-view.ts';
export type { Surroundings } from './film-view.ts';
export { readSceneView } from './scene-view.ts';
export { frameInputs, frameState, takesInputs, takesState } from './states.ts';
export { duplicateScene } from './scene-copies.ts';
export { canonicalJson, hashOf } from './hashes.ts';

export { readProject, renameProject } from './tables/project.ts';
export type { ProjectRow } from './tables/project.ts';
export { putBrief, readBrief } from './tables/brief.ts';
export { putSetting, readSetting, readSettings } from './tables/settings.ts';
export { addReference, readReferences, removeReference } from './tables/reference-pictures.ts';
export { putStage, readStages, readStageVersions, setCurrentStage } from './tables/story-stages.ts';
export type { NewStage } from './tables/story-stages.ts';
export {
  addScene,
  applySceneDivision,
  putSceneVersion,
  readScene,
  readSceneVersionSpec,
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
export type { NewPrompt, PromptSlot } from './tables/prompts.ts';
export { readFrame, readFrameById, setFrameStatus } from './tables/frames.ts';
export type { FrameRow } from './tables/frames.ts';
export {
  addOwnVariation,
  failVariation,
  finishVariation,
  planVariation,
  readVariation,
  readVariations,
  startVariation,
} from './tables/variations.ts';
export type { PlannedVariation, VariationRow } from './tables/variations.ts';
export { failTake, finishTake, planTake, readTake, readTakes, setTakeReport, startTake } from './tables/takes.ts';
export type { PlannedTake, TakeReport, TakeRow } from './tables/takes.ts';
export { UNSCORED, putScores, readScores } from './tables/scores.ts';
export { decide, withdrawDecision } from './tables/decisions.ts';
export type { NewDecision } from './tables/decisions.ts';
export { currentPick, heroDecision, readDecisions, standingDecisions } from './tables/standing-decisions.ts';
export type { DecisionRow, DecisionSlot } from './tables/standing-decisions.ts';
export { createJob, moveJob, openJobs, readJob, readJobTransitions, readJobs } from './tables/provider-jobs.ts';
export type { JobKind, JobPatch, NewJob, ProviderJob, StoredHandle } from './tables/provider-jobs.ts';
export { ledgerByCurrency, ledgerSummary, readLedger, spentByRun } from './tables/ledger.ts';
export type { LedgerEntry } from './tables/ledger.ts';
export { openReview, readReview, resolveReview, resolveReviewsOf } from './tables/review-items.ts';
export { addNote, readNotes, removeNote } from './tables/notes.ts';
export { cutInputs, cutState, latestCut, putCut } from './tables/cuts.ts';
export type { NewCut } from './tables/cuts.ts';
export { addExport, readExports } from './tables/exports.ts';
export { forgetProject, homeSettings, openHome, projectKey, putHomeSetting, recentProjects, rememberProject } from './home.ts';
export type { Home, RecentProject } from './home.ts';
