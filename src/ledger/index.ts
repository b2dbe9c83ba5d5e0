export { linesOf, listHazards, OPEN_STATES } from './listHazards';
export type { HazardFilter, HazardLine, LedgerPage, Slice } from './listHazards';
export { mine, reachOf, sealedCases, waitingFor } from './personal';
export type { Reach, TagOf } from './personal';
export { indexHazard, searchHazards } from './searchHazards';
export { searchText } from './searchText';
export { LEDGER_COLUMNS } from './columns';
export { exportLedger, LedgerTooLarge, MAX_XLSX_ROWS } from './exportLedger';
export type { ExportOptions } from './exportLedger';
