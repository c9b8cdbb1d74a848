/** A large estate, generated from the sample: one environment, and dedicated applications in every academy. */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type Document, isSeq, parseDocument } from "yaml";

const ENVIRONMENT = "production";

/**
 * Copies the estate in `sample` to `folder`, and leaves there `count` dedicated applications: the sample's own first,
 * then copies of them under other names, with ledgers like theirs. Returns their names.
 */
export function writeLargeEstate(sample: string, folder: string, count: number): string[] {
  cpSync(sample, folder, { recursive: true });
  // What is planned names applications that go.
  for (const file of ["planning.yaml", "waves.yaml"]) rmSync(join(folder, file), { force: true });
  for (const name of namesIn(join(folder, "environments")).filter((id) => id !== ENVIRONMENT)) {
    rmSync(join(folder, "environments", `${name}.yaml`));
  }
  const applications = join(folder, "applications");
  const own: string[] = [];
  for (const name of namesIn(applications)) {
    const application = read(applications, name);
    if (application.get("tenancy") === "dedicated" && own.length < count) own.push(name);
    else {
      rmSync(join(applications, `${name}.yaml`));
      rmSync(join(folder, "migrations", `${name}.yaml`), { force: true });
    }
  }
  for (const name of own) {
    const application = read(applications, name);
    application.set("academies", "all");
    keepKnown(application, own);
    writeFileSync(join(applications, `${name}.yaml`), application.toString());
  }
  const copies = Array.from({ length: count - own.length }, (_, index) => {
    const original = own[index % own.length] ?? "";
    const name = `${original.slice(0, 20)}-copie-${index + 1}`;
    copy(applications, original, name, (application) => application.delete("host"));
    copy(join(folder, "migrations"), original, name);
    return name;
  });
  return [...own, ...copies];
}

/** Changes what one application asks for, as its owner would: its web containers' memory doubles. */
export function changeApplication(folder: string, name: string): void {
  const file = join(folder, "applications", `${name}.yaml`);
  const application = parseDocument(readFileSync(file, "utf8"));
  application.setIn(["web", "replicas", "min"], 3);
  application.setIn(["web", "replicas", "max"], 9);
  writeFileSync(file, application.toString());
}

function copy(folder: string, from: string, to: string, edit: (thing: Document) => void = () => {}): void {
  if (!namesIn(folder).includes(from)) return;
  const thing = read(folder, from);
  edit(thing);
  writeFileSync(join(folder, `${to}.yaml`), thing.toString());
}

/** Dependencies on applications that are not dedicated are left out with them. */
function keepKnown(application: Document, known: string[]): void {
  const dependencies = application.get("dependsOn");
  if (isSeq<{ value: string }>(dependencies)) {
    dependencies.items = dependencies.items.filter(({ value }) => known.includes(value));
  }
}

const read = (folder: string, name: string) =>
  parseDocument(readFileSync(join(folder, `${name}.yaml`), "utf8"));

const namesIn = (folder: string) =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => basename(file, ".yaml"))
    .toSorted();
