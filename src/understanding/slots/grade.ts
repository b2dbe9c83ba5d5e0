/** A legal grade and what else was said with it. */
export interface GradeReading {
  readonly grade: 'general' | 'major';
  /** The words without the grade at their beginning: the grade is no reason for itself. */
  readonly rest: string;
}

const GRADE_FIRST = /^(?:是|为|成|算|按)?(?:一般|重大|general|major)(?:隐患)?(?:吧|的)?[\s,，:：。;；]*/i;
const DENIED = /(?:不|没|not )(?:是|算|够|构成|到)?(?:一般|重大|general|major)/gi;

/** The one grade that the words name, or null when they name none or both; a grade that is denied is not named. */
export function readGrade(words: string): GradeReading | null {
  const named = words.replace(DENIED, '');
  const general = /一般|general/i.test(named);
  const major = /重大|major/i.test(named);
  return general === major ? null : { grade: major ? 'major' : 'general', rest: words.replace(GRADE_FIRST, '') };
}
