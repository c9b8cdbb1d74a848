/**
 * Cache of what is built once: a folder per thing, named by what it was built from. It appears as a whole, is
 * checked whenever it is used, and made again where it is broken. Several programs may use it at the same time.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join, relative } from "node:path";
import { lock } from "proper-lockfile";
import { fileDigest } from "./digest.js";

/** Lists the files of a folder of the cache; written last. */
const INVENTORY = "inventory.json";
/** Length of the digest in names: 64 bits, so that folders keep short names. */
const KEY_LENGTH = 16;
/** A lock that its holder has not renewed for this long was left by a program that was killed, in milliseconds. */
const STALE_AFTER = 10_000;
const LOOK_AGAIN_AFTER = 500;

interface FileRecord {
  bytes: number;
  modified: number;
  digest: string;
}

/** Where the cache is: outside the repository, as XDG says. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return join(environment.XDG_CACHE_HOME || join(homedir(), ".cache"), "transhumance", "lab");
}

/**
 * The folder of `name` as built from `key`. Where it is missing or broken, `make` fills an empty folder that
 * takes its place; other programs wait meanwhile.
 */
export async function cached(
  cache: string,
  name: string,
  key: string,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = join(cache, `${name}-${key.slice(0, KEY_LENGTH)}`);
  if (isWhole(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const release = await lock(folder, {
    realpath: false,
    stale: STALE_AFTER,
    retries: { forever: true, factor: 1, minTimeout: LOOK_AGAIN_AFTER, maxTimeout: LOOK_AGAIN_AFTER },
  });
  const work = `${folder}.work`;
  try {
    if (isWhole(folder)) return folder;
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work);
    await make(work);
    writeInventory(work);
    rmSync(folder, { recursive: true, force: true });
    renameSync(work, folder);
    return folder;
  } finally {
    rmSync(work, { recursive: true, force: true });
    await release();
  }
}

function writeInventory(folder: string): void {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((file) => file.isFile());
  const records = files.map((file): [string, FileRecord] => {
    const path = join(file.parentPath, file.name);
    const { size, mtimeMs } = statSync(path);
    return [relative(folder, path), { bytes: size, modified: mtimeMs, digest: fileDigest(path) }];
  });
  writeFileSync(join(folder, INVENTORY), JSON.stringify(Object.fromEntries(records)));
}

/** Files of the recorded size and time are taken for whole; others are read. */
function isWhole(folder: string): boolean {
  const inventory = join(folder, INVENTORY);
  if (!existsSync(inventory)) return false;
  try {
    const records = JSON.parse(readFileSync(inventory, "utf8")) as Record<string, FileRecord>;
    return Object.entries(records).every(([file, { bytes, modified, digest }]) => {
      const path = join(folder, file);
      const { size, mtimeMs } = statSync(path);
      return size === bytes && (mtimeMs === modified || fileDigest(path) === digest);
    });
  } catch {
    return false;
  }
}
