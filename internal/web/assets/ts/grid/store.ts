// Where entries wait until the server has acknowledged them: IndexedDB of this
// browser, or localStorage where that is refused. Entries are kept apart by
// owner (organisation and person), so a shared computer mixes nobody's.

/** Kept is a record of something: what it is about, and its own key. */
export interface Kept {
  id: string;
  key: string;
}

/** Store keeps entries of one owner over a closed tab. */
export interface Store<T extends Kept> {
  all(): Promise<T[]>;
  put(entries: T[]): Promise<void>;
  drop(entries: T[]): Promise<void>;
}

const table = "writes";

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function committed(tx: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    tx.oncomplete = () => resolve();
    tx.onerror = tx.onabort = () => reject(tx.error);
  });
}

async function indexed<T extends Kept>(owner: string): Promise<Store<T>> {
  const opening = indexedDB.open("parta-outbox", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(table);
  const db = await settled(opening);
  const change = (act: (entries: IDBObjectStore) => void): Promise<void> => {
    const tx = db.transaction(table, "readwrite");
    act(tx.objectStore(table));
    tx.commit(); // at once, not when this tab next has time: it may be closing
    return committed(tx);
  };
  return {
    all: () => settled(db.transaction(table).objectStore(table).getAll(IDBKeyRange.bound([owner], [owner, []])) as IDBRequest<T[]>),
    put: (entries) => change((at) => entries.forEach((entry) => at.put(entry, [owner, entry.id, entry.key]))),
    drop: (entries) => change((at) => entries.forEach(({ id, key }) => at.delete([owner, id, key]))),
  };
}

function local<T extends Kept>(owner: string): Store<T> {
  const prefix = `parta-outbox ${owner} `;
  localStorage.setItem(prefix, "");
  localStorage.removeItem(prefix);
  return {
    all: async () => Object.keys(localStorage).filter((key) => key.startsWith(prefix)).map((key) => JSON.parse(localStorage.getItem(key)!) as T),
    put: async (entries) => entries.forEach((entry) => localStorage.setItem(`${prefix}${entry.id} ${entry.key}`, JSON.stringify(entry))),
    drop: async (entries) => entries.forEach(({ id, key }) => localStorage.removeItem(`${prefix}${id} ${key}`)),
  };
}

/** openStore rejects when this browser keeps nothing at all. */
export async function openStore<T extends Kept>(owner: string): Promise<Store<T>> {
  try {
    return await indexed<T>(owner);
  } catch {
    return local<T>(owner);
  }
}
