import { ACTS, FARES, PEOPLE, PREDICATES, STATES, SURNAMES } from '../data/subjects';
import type { Clause } from './clauses';

/** What a clause is about: somebody, something, a spot of the place, or nothing of its own; and what it says of it. */
export interface Subject {
  /** `p` somebody, `t` something known, `n` something else, `s` a spot, `-` nothing of its own. */
  readonly kind: 'p' | 't' | 'n' | 's' | '-';
  /** The words it is named with, without what stands before «的». */
  readonly name: string;
  /** The first words of what is said of it. */
  readonly said: string;
  /** `a` an act of somebody, `f` how somebody fares with it, `s` a bad state, one letter each. */
  readonly tells: string;
}

const PERSON = new RegExp(
  `^(?:(?:有|那|这|还有)?(?:一|两|俩|几|好几|三|仨)?(?:个|位|帮|群|名)?)[^,。]{0,6}?(?:${PEOPLE}|[老小阿大][${SURNAMES}](?=[\\u4e00-\\u9fff])|[${SURNAMES}](?:师傅|工|班长|队长|主任|总|哥|姐)|(?:[\\u4e00-\\u9fff]{1,5})(?:的人|的工人|的师傅|那个|那人|那俩|工|员|手)(?=(?:${PREDICATES})))`,
);
const NOMINAL = new RegExp(
  `^[\\u4e00-\\u9fff]{1,6}的(?=没[戴系穿带有]|不[戴系穿]|在|就|也|都|还|拿|站|蹲|坐|躺|睡|抽|爬|踩|穿|光|喝|玩|看|骑|钻|把|往|一|又|直接)`,
);
const SUBJECT = new RegExp(
  `^(?:还有|另外|然后|再有|那个|这个|那台|这台|那|这|咱|咱们|俺们)?([\\u4e00-\\u9fffA-Za-z0-9#+-]{2,12}?)(?=${PREDICATES})`,
);
const SPOT = /(?:上|里|下|边|旁|口|面|间|房|处|头|侧|角|底|前|后|外|内|旁边|那儿|那边|这儿|这边|区|库|室|楼|层|道)$/;

const known = new WeakMap<Clause, Subject>();

function read(clause: Clause): Subject {
  const { text } = clause;
  const tells = `${ACTS.test(text) ? 'a' : ''}${FARES.test(text) ? 'f' : ''}${STATES.test(text) ? 's' : ''}`;
  const person = PERSON.exec(text) ?? NOMINAL.exec(text);
  if (person !== null) return { kind: 'p', name: person[0].slice(-2), said: text.slice(person[0].length, person[0].length + 3), tells };
  const found = SUBJECT.exec(text)?.[1];
  if (found === undefined) return { kind: '-', name: '', said: text.slice(0, 3), tells };
  const at = text.indexOf(found) + found.length;
  const name = found.slice(found.lastIndexOf('的') + 1);
  const thing = clause.things.some((t) => t.end - clause.start <= at + 1);
  return { kind: thing ? 't' : SPOT.test(name) ? 's' : 'n', name, said: text.slice(at, at + 3), tells };
}

/** What a clause is about, worked out once. */
export function subjectOf(clause: Clause): Subject {
  const subject = known.get(clause) ?? read(clause);
  known.set(clause, subject);
  return subject;
}

/** Marks of the turn from one clause to the next by what they are about. */
export function marksOfSubjects(current: readonly Clause[], next: Clause): string[] {
  const mine = subjectOf(next);
  const last = current[current.length - 1];
  const theirs = last === undefined ? undefined : subjectOf(last);
  const first = current[0] === undefined ? undefined : subjectOf(current[0]);
  const before = current.map((c) => c.text).join(' ');
  const kinds = [...new Set(current.map((c) => subjectOf(c).kind))].sort().join('');
  const told = [...new Set(current.flatMap((c) => [...subjectOf(c).tells]))].sort().join('');
  const head = mine.name.slice(-1);
  const again = mine.name === '' ? '0' : before.includes(mine.name.slice(-2)) ? '2' : before.includes(head) ? '1' : '-';
  return [
    `#k${mine.kind}`,
    `#k${theirs?.kind ?? ''}>${mine.kind}`,
    `#K${kinds}>${mine.kind}`,
    `#t${mine.kind}${mine.tells}`,
    `#t${theirs?.kind ?? ''}${theirs?.tells ?? ''}>${mine.kind}${mine.tells}`,
    `#T${told}>${mine.kind}${mine.tells}`,
    `#F${first?.kind ?? ''}${first?.tells ?? ''}>${mine.kind}${mine.tells}`,
    `#a${again}${mine.kind}`,
    `#a${again}${mine.kind}${mine.tells}`,
    `#h${head}`,
    `#h2${mine.name.slice(-2)}`,
    `#p${mine.said.slice(0, 1)}${mine.kind}`,
    `#p${mine.said.slice(0, 2)}`,
    `#pp${theirs?.said.slice(0, 1) ?? ''}>${mine.said.slice(0, 1)}`,
    `#l${Math.min(6, mine.name.length)}${mine.kind}`,
  ];
}
