import type { ContactMember } from '../../channels/channel';
import { LIMITS } from '../editResult';

/** The name of a member as the directory can hold it. */
export function nameOf(member: ContactMember): string {
  return Array.from(member.name.trim()).slice(0, LIMITS.personName).join('');
}
