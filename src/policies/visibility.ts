/** Who may see what of a case, and what of the enterprise. */
import type { HazardCase } from '../domain/hazard/case';
import { isEnded } from '../domain/hazard/facts';
import type { Organisation, Role } from '../domain/organisation';
import { isActive, rolesOf } from '../domain/organisationQueries';
import { Standing, whoIs, type Who } from './standing';

function standing(hazard: HazardCase, who: string | Who, organisation: Organisation): Standing {
  return new Standing(hazard, typeof who === 'string' ? whoIs(hazard, who) : who, organisation);
}
/** He has to do with the case: by post, by act, or for the union. */
function concerned(s: Standing): boolean {
  return s.isAssessor() || s.isOwner() || s.isVerifier() || s.isUnion() || s.isResponder();
}

/**
 * The reporter sees his case always. Before routing nobody else does. The person complained of and his subordinates do not,
 * and such a case is not shown around. Else: whoever has to do with it, the union at every level, the administrator, and
 * for open ones the workers of the area (R062; without reporters' names).
 */
export function maySee(hazard: HazardCase, who: string | Who, organisation: Organisation): boolean {
  const s = standing(hazard, who, organisation);
  if (s.isReporter()) return true;
  if (hazard.routedAt === null || s.isInvolved()) return false;
  if (concerned(s) || s.isAdministrator()) return true;
  return hazard.againstId === null && !isEnded(hazard) && s.isOfTheArea();
}

/**
 * The name of a reporter is for himself and for those who handle the case, once it was routed, and never when he chose 匿名.
 * In danger the case goes out without it until his ten minutes to choose are over (ruling 13). Neither the administrator
 * nor the workers of the area see it.
 */
export function maySeeReporter(
  hazard: HazardCase,
  reporterAlias: string,
  who: string | Who,
  organisation: Organisation,
  now: number,
): boolean {
  const viewer = typeof who === 'string' ? whoIs(hazard, who) : who;
  const reporter = hazard.reporters.find((entry) => entry.alias === reporterAlias);
  if (!reporter) return false;
  if (viewer.alias === reporterAlias) return true;
  if (reporter.anonymous || reporter.personId === null || (hazard.anonymous && hazard.reporters[0] === reporter)) return false;
  if (hazard.routedAt === null || (hazard.danger && now < hazard.reportedAt + hazard.policy.silenceMs)) return false;
  const s = new Standing(hazard, viewer, organisation);
  return !s.isInvolved() && concerned(s);
}

/** The person complained of is shown only to the assessor above him, and to who reported (ruling 16). */
export function maySeeAgainst(hazard: HazardCase, who: string | Who, organisation: Organisation): boolean {
  const s = standing(hazard, who, organisation);
  return hazard.againstId !== null && (s.isReporter() || (!s.isInvolved() && hazard.routedAt !== null && s.isHolder()));
}

function holds(organisation: Organisation, personId: string, roles: readonly Role[]): boolean {
  return isActive(organisation, personId) && rolesOf(organisation, personId).some((held) => roles.includes(held.role));
}

/** People, units, places, settings, dead letters, speaking as somebody in the console: administrators. */
export function mayAdministrate(personId: string, organisation: Organisation): boolean {
  return holds(organisation, personId, ['administrator']);
}

/** 作废: administrators, with a reason. The employer's line cannot delete or hide anything (R061). */
export function mayVoid(personId: string, organisation: Organisation): boolean {
  return mayAdministrate(personId, organisation);
}

/** The ledger of their level may be exported by leaders, safety officers, unions and administrators (R007). */
export function mayExport(personId: string, organisation: Organisation): boolean {
  return holds(organisation, personId, [
    'teamLeader',
    'workshopHead',
    'safetyOfficer',
    'leaderInCharge',
    'unitHead',
    'unionGroupInspector',
    'unionBranchChair',
    'enterpriseUnionChair',
    'higherUnion',
    'administrator',
  ]);
}

/** The list of what is missing in the directory: administrators, unit heads, enterprise unions. */
export function maySeeSetUp(personId: string, organisation: Organisation): boolean {
  return holds(organisation, personId, ['administrator', 'unitHead', 'enterpriseUnionChair']);
}
