// What the reader chose, kept in the browser. Without storage, it lasts as long as the page.
const memory = new Map();

export function kept(name) {
  try {
    return localStorage.getItem(`understudy.${name}`) ?? memory.get(name) ?? null;
  } catch {
    return memory.get(name) ?? null;
  }
}

/** Keeps a value, or removes it if it is null. */
export function keep(name, value) {
  if (value === null) memory.delete(name);
  else memory.set(name, value);
  try {
    if (value === null) localStorage.removeItem(`understudy.${name}`);
    else localStorage.setItem(`understudy.${name}`, value);
  } catch { /* Storage is switched off. */ }
}
