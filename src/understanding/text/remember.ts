/** Texts whose answers are kept at most. */
const MOST_KEPT = 32;

/** Several recognisers ask the same of one message: a pure answer about a text, kept while the texts of a message or two are read. */
export function remember<T>(answer: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    if (known.size >= MOST_KEPT) known.clear();
    const now = answer(text);
    known.set(text, now);
    return now;
  };
}
