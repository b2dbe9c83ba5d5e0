import { demoPerson } from '../../src/directory/demo';
import type { HazardAction } from '../../src/domain/hazard/types';
import type { House } from './house';
import type { TestPeople } from './people';

/** A house whose people write and press, by whichever door: the same journeys lead through all of them. */
export interface TalkingHouse extends Pick<House, 'rows'>, Pick<TestPeople, 'say'> {
  press(
    name: string,
    action: HazardAction,
    options?: { readonly selections?: Readonly<Record<string, readonly string[]>>; readonly hazardId?: string },
  ): Promise<void>;
}

/** A case as its row has it, the columns tests ask for. */
export interface CaseRow {
  readonly id: string;
  readonly number: string;
  readonly state: string;
  readonly cycle: number;
  readonly version: number;
  readonly ownerId: string | null;
  readonly holderId: string | null;
}

/** Who does what to a hazard of the first workshop: nobody has two parts. */
export const CAST = {
  reporter: '张伟',
  /** Head of the workshop: holds the case, assesses and assigns. */
  assessor: '马建设',
  safetyOfficer: '何静',
  owner: '高峰',
  union: '罗素芬',
  unitHead: '周国梁',
  enterpriseUnion: '王秀兰',
} as const;

/** The newest case. */
export async function newestCase(house: Pick<House, 'rows'>): Promise<CaseRow> {
  const [row] = await house.rows<CaseRow>(
    'SELECT id, number, state, cycle, version, ownerId, holderId FROM hazard ORDER BY id DESC LIMIT 1',
  );
  if (!row) throw new Error('there is no case');
  return row;
}

/** The case as it is now. */
export async function caseOf(house: Pick<House, 'rows'>, id: string): Promise<CaseRow> {
  const [row] = await house.rows<CaseRow>('SELECT id, number, state, cycle, version, ownerId, holderId FROM hazard WHERE id = ?', [id]);
  if (!row) throw new Error(`no case ${id}`);
  return row;
}

/** The reporter writes and confirms; the case waits to be assessed. */
export async function reported(house: TalkingHouse, text = '一车间砂轮机防护罩掉了'): Promise<CaseRow> {
  await house.say(CAST.reporter, text);
  const row = await newestCase(house);
  await house.press(CAST.reporter, 'confirm', { hazardId: row.id });
  return caseOf(house, row.id);
}

/** Assessed as general and given to the owner. */
export async function assigned(house: TalkingHouse, text?: string): Promise<CaseRow> {
  const { id } = await reported(house, text);
  await house.press(CAST.assessor, 'assess', { hazardId: id, selections: { grade: ['general'] } });
  await house.press(CAST.assessor, 'assign', { hazardId: id, selections: { person: [demoPerson(CAST.owner).id], due: ['policy'] } });
  return caseOf(house, id);
}

/** Accepted and mended by the owner; it waits to be verified. */
export async function rectified(house: TalkingHouse, text?: string): Promise<CaseRow> {
  const { id, number } = await assigned(house, text);
  await house.press(CAST.owner, 'accept', { hazardId: id });
  await house.say(CAST.owner, `${number} 整改完成,已换新`);
  return caseOf(house, id);
}

/** Verified by the assessor; the reporter is asked. */
export async function verified(house: TalkingHouse, text?: string): Promise<CaseRow> {
  const { id } = await rectified(house, text);
  await house.press(CAST.assessor, 'verifyPass', { hazardId: id });
  return caseOf(house, id);
}
