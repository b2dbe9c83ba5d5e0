import { CreateSpine1764000000000 } from './1764000000000-CreateSpine';

/** Every migration in order, listed by hand. */
export const MIGRATIONS = [CreateSpine1764000000000];
