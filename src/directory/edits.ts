export { LIMITS } from './editResult';
export type { EditFault, EditResult } from './editResult';
export * from './personEdits';
export * from './siteEdits';
