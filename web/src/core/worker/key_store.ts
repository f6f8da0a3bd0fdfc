/** This browser's key and what it pinned, in IndexedDB. The key is encrypted under one that no script can read out. */

const DATABASE = 'detente'
const STORE = 'device'
const ROW = 'this'
const IV_BYTES = 12

/** As kept; `secret` is ciphertext. */
interface Row {
  wrap: CryptoKey
  iv: Uint8Array<ArrayBuffer>
  secret: ArrayBuffer
  kept: Kept
}

/** What is kept beside the key. */
export interface Kept {
  /** Credentials of the own side and of the other, base64. */
  own: string
  other: string | null
  roles: string[]
  name: string
  demo: boolean
  /** How far both logs were seen, as the core writes it. */
  seen: string
}

export interface Opened {
  secret: Uint8Array
  kept: Kept
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'))
  })
}

async function open_store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
  const opening = indexedDB.open(DATABASE, 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE)
  const database = await settled(opening)
  const transaction = database.transaction(STORE, mode)
  transaction.oncomplete = () => database.close()
  transaction.onabort = () => database.close()
  return transaction.objectStore(STORE)
}

async function read_row(): Promise<Row | undefined> {
  const row: unknown = await settled((await open_store('readonly')).get(ROW))
  return row as Row | undefined
}

export async function load_key(): Promise<Opened | null> {
  const row = await read_row()
  if (row === undefined) return null
  const secret = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: row.iv }, row.wrap, row.secret)
  return { secret: new Uint8Array(secret), kept: row.kept }
}

/** Wraps and keeps; the bytes given are wiped. */
export async function save_key(secret: Uint8Array<ArrayBuffer>, kept: Kept): Promise<void> {
  const wrap = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, wrap, secret)
  secret.fill(0)
  const row: Row = { wrap, iv, secret: sealed, kept }
  await settled((await open_store('readwrite')).put(row, ROW))
}

/** Changes what is kept beside the key. */
export async function keep(change: Partial<Kept>): Promise<void> {
  const row = await read_row()
  if (row === undefined) return
  await settled((await open_store('readwrite')).put({ ...row, kept: { ...row.kept, ...change } }, ROW))
}

export async function forget_key(): Promise<void> {
  await settled((await open_store('readwrite')).delete(ROW))
}
