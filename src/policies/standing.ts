/** How a person stands to a case: the words the sentences of `hazardPolicy.ts` and `visibility.ts` are made of. */
import { extensionApprover, dangerChain } from '../domain/hazard/decide';
import {
  caseUnitId,
  closersOf,
  excludedPeople,
  leadersOf,
  levelOf,
  unionSupervisorOf,
  unitHeadOf,
  verifiersOf,
} from '../domain/hazard/facts';
import { assessorsNow } from '../domain/hazard/responsible';
import type { HazardCase } from '../domain/hazard/case';
import type { Actor } from '../domain/hazard/decision';
import type { HazardAction, HazardLevel } from '../domain/hazard/types';
import { UNION_ROLES, type Organisation, type Role } from '../domain/organisation';
import { dutyContactsFor, isActive, isUnder, principalsOf, rolesOf, safetyOfficerFor, upFrom } from '../domain/organisationQueries';

/** Who looks or acts. `alias` is his name as a reporter of this case; `personId` is null where only the alias is known. */
export interface Who {
  readonly personId: string | null;
  readonly alias: string | null;
}

/** Reads a person id or a reporter's alias of this case into a `Who`. For a sealed reporter with roles of his own give both parts yourself. */
export function whoIs(hazard: HazardCase, idOrAlias: string): Who {
  const byAlias = hazard.reporters.find((reporter) => reporter.alias === idOrAlias);
  if (byAlias) return { personId: byAlias.personId, alias: byAlias.alias };
  const byPerson = hazard.reporters.find((reporter) => reporter.personId === idOrAlias);
  return { personId: idOrAlias, alias: byPerson?.alias ?? null };
}

/** Acts that a reporter does as the reporter, under his alias. */
export const REPORTER_ACTIONS: readonly HazardAction[] = [
  'confirm',
  'amend',
  'goAnonymous',
  'withdraw',
  'supplement',
  'fixedWell',
  'notFixed',
  'falseAlarm',
];

/** The actor to hand to `decide`: the reporter for what reporters do, else the person. */
export function actorFor(action: HazardAction, who: Who): Actor {
  if (who.alias !== null && (REPORTER_ACTIONS.includes(action) || who.personId === null))
    return { kind: 'reporter', alias: who.alias, personId: who.personId };
  if (who.personId === null) return { kind: 'clock' };
  return who.alias === null ? { kind: 'person', personId: who.personId } : { kind: 'person', personId: who.personId, alias: who.alias };
}

/** Levels of the union from the bottom up, by the level of the case. */
const UNION_RANK: Readonly<Record<HazardLevel, number>> = { post: 0, team: 0, workshop: 1, plant: 2 };
const DUTY_ROLES: readonly Role[] = ['dutyLeader', 'dutyOfficer', 'leaderInCharge'];

/** A person before a case. Every question counts the people he deputises for (AB角, ruling 26). */
export class Standing {
  /** Himself and those for whom he may act. */
  private readonly mine: ReadonlySet<string>;
  private readonly excluded: ReadonlySet<string>;
  /** He, or somebody for whom he acts, holds a post or is named for duty. Most people do not, and those are asked no further. */
  private readonly inOffice: boolean;

  constructor(
    readonly hazard: HazardCase,
    readonly who: Who,
    readonly organisation: Organisation,
  ) {
    const me = who.personId;
    const known = me !== null && isActive(organisation, me);
    this.excluded = excludedPeople(hazard, organisation);
    this.mine = new Set(known ? [me, ...principalsOf(organisation, me)].filter((id) => !this.excluded.has(id)) : []);
    this.inOffice =
      known &&
      (rolesOf(organisation, me).some((held) => held.role !== 'worker') ||
        this.isOneOf([hazard.unionSupervisorId, ...organisation.dutyContacts.map((contact) => contact.personId)]));
  }

  private isOneOf(ids: readonly (string | null | undefined)[]): boolean {
    return ids.some((id) => typeof id === 'string' && this.mine.has(id));
  }
  /** Roles of his whose unit is the case's or above it. */
  private rolesAbove(): readonly { readonly role: Role; readonly unitId: string }[] {
    if (this.who.personId === null || this.mine.size === 0) return [];
    const unitId = caseUnitId(this.hazard, this.organisation);
    return rolesOf(this.organisation, this.who.personId).filter((held) => isUnder(this.organisation, unitId, held.unitId));
  }
  private holdsAbove(...roles: readonly Role[]): boolean {
    return this.rolesAbove().some((held) => roles.includes(held.role));
  }

  /** He is the person complained of, or works under him (ruling 16). */
  isInvolved(): boolean {
    return this.who.personId !== null && this.excluded.has(this.who.personId);
  }
  isReporter(): boolean {
    const { alias, personId } = this.who;
    return this.hazard.reporters.some((reporter) => reporter.alias === alias || (personId !== null && reporter.personId === personId));
  }
  isHolder(): boolean {
    return this.isOneOf([this.hazard.holderId, this.hazard.assessedBy]);
  }
  /** Leaders from the owning unit upward, and who is in charge of safety there. */
  isLeader(): boolean {
    if (!this.inOffice) return false;
    return this.isOneOf(leadersOf(this.hazard, this.organisation)) || this.holdsAbove('leaderInCharge');
  }
  isSafetyOfficer(): boolean {
    if (!this.inOffice) return false;
    const officers = upFrom(this.organisation, caseUnitId(this.hazard, this.organisation)).map(
      (unit) => safetyOfficerFor(this.organisation, unit.id, this.excluded)?.personId,
    );
    return this.isOneOf(officers) || this.holdsAbove('safetyOfficer');
  }
  isAssessor(): boolean {
    return this.isOneOf(assessorsNow(this.hazard, this.organisation)) || this.isHolder() || this.isLeader() || this.isSafetyOfficer();
  }
  isOwner(): boolean {
    return this.isOneOf([this.hazard.ownerId]);
  }
  isVerifier(): boolean {
    return this.isOneOf(verifiersOf(this.hazard, this.organisation));
  }
  /** Who verified, or stands beside the verifier on the employer's side; the union only where it verified itself (R057). */
  isCloser(): boolean {
    return this.isOneOf(closersOf(this.hazard, this.organisation));
  }
  /** The level above the owner, from the nearest that can decide upward. */
  isApprover(): boolean {
    const first = extensionApprover(this.hazard, this.organisation);
    const line = leadersOf(this.hazard, this.organisation).filter((id) => id !== this.hazard.ownerId);
    return this.isOneOf([first, ...line]);
  }
  isUnitHead(): boolean {
    if (!this.inOffice) return false;
    return this.isOneOf([unitHeadOf(this.hazard, this.organisation)]);
  }
  /** Any union post at the case's unit or above it. */
  isUnion(): boolean {
    if (!this.inOffice) return false;
    return this.isOneOf([this.hazard.unionSupervisorId, unionSupervisorOf(this.hazard, this.organisation)]) || this.unionRank() >= 0;
  }
  private unionRank(): number {
    if (this.isInvolved() || this.who.personId === null) return -1;
    const everywhere = rolesOf(this.organisation, this.who.personId).some((held) => held.role === 'higherUnion') && this.mine.size > 0;
    return Math.max(everywhere ? UNION_ROLES.length : -1, ...this.rolesAbove().map((held) => UNION_ROLES.indexOf(held.role)));
  }
  /** The union supervisor of the case's level, or a union above that level. */
  isUnionSigner(): boolean {
    const supervisor = unionSupervisorOf(this.hazard, this.organisation);
    return this.isOneOf([supervisor]) || this.unionRank() >= UNION_RANK[levelOf(this.hazard, this.organisation)];
  }
  /** Called in danger, or on duty in the unit or above it. */
  isResponder(): boolean {
    if (!this.inOffice) return false;
    const chain = dangerChain(this.hazard, this.organisation).flatMap((to) => (to.kind === 'person' ? [to.personId] : []));
    const contacts = dutyContactsFor(this.organisation, caseUnitId(this.hazard, this.organisation), this.excluded).map(
      (contact) => contact.personId,
    );
    return this.isOneOf([...contacts, ...chain]) || this.holdsAbove(...DUTY_ROLES);
  }
  isAdministrator(): boolean {
    const me = this.who.personId;
    return me !== null && this.mine.has(me) && rolesOf(this.organisation, me).some((held) => held.role === 'administrator');
  }
  /** The place is of his own area: his unit, one above or below it, or a neighbour under the same roof (R062). */
  isOfTheArea(): boolean {
    const me = this.who.personId === null ? undefined : this.organisation.people.get(this.who.personId);
    const unitId = this.hazard.unitId ?? this.hazard.ownerUnitId;
    if (!me?.active || unitId === null) return false;
    const parent = this.organisation.units.get(me.unitId)?.parentId ?? null;
    const roof = parent !== null && this.organisation.units.get(parent)?.kind !== 'plant' ? parent : me.unitId;
    return isUnder(this.organisation, unitId, roof) || isUnder(this.organisation, me.unitId, unitId);
  }
}
