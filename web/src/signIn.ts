import type { DoorDto } from '../../src/http/dto';

const TRIED = 'chabaocu.signIn';

/** Where a door leads, with the page to come back to. */
export function addressOfDoor({ href }: Pick<DoorDto, 'href'>): string {
  return `${href}?to=${encodeURIComponent(location.pathname + location.search)}`;
}

/**
 * Inside a platform's client signing in takes no question, so it is not asked for either: goes there and answers true. Once for a tab
 * only, because a client that keeps no cookies would go round for ever.
 */
export function signInByItself(doors: readonly DoorDto[]): boolean {
  const door = doors.find(({ inside }) => inside);
  try {
    if (door === undefined || sessionStorage.getItem(TRIED) !== null) return false;
    sessionStorage.setItem(TRIED, '1');
  } catch {
    return false; // without a memory it cannot be known that this was tried before
  }
  location.assign(addressOfDoor(door));
  return true;
}

/** Signed in: a later visit of this tab may sign in by itself again. */
export function signedIn(): void {
  try {
    sessionStorage.removeItem(TRIED);
  } catch {
    // nothing was remembered either
  }
}
