/** The loader and the file system: whatever lies in the folder, it says what is wrong and goes on. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatProblem, loadEstate } from "../../../config/index.js";
import { minimalEstate, type SmallEstate, temporaryFolder } from "../../support/estate.js";

/** Problems of the small estate after its folder was spoilt. */
function problemsAfter(spoil: (folder: string, estate: SmallEstate) => void): string[] {
  const estate = minimalEstate();
  spoil(estate.path, estate);
  return estate.problems();
}

describe("the folder of an estate", () => {
  it("is loaded without problems where it is sound", () => {
    expect(minimalEstate().problems()).toEqual([]);
    expect(Object.keys(minimalEstate().estate.academies)).toEqual(["la-reunion", "lille", "nantes"]);
  });

  it("must exist", () => {
    const missing = join(temporaryFolder(), "nowhere");
    expect(loadEstate(missing).problems.map(formatProblem)).toEqual([
      `${missing}:1:1: cannot be read as a folder: there is nothing of that name, or a symbolic link leads nowhere (ENOENT); name the folder of the estate with --estate`,
    ]);
  });

  it("must be a folder", () => {
    const file = join(temporaryFolder(), "estate.yaml");
    writeFileSync(file, "a: 1\n");
    expect(loadEstate(file).problems[0]?.message).toBe(
      "cannot be read as a folder: it is no folder (ENOTDIR)",
    );
  });

  it("holds nothing but what an estate has", () => {
    const problems = problemsAfter((folder) => {
      mkdirSync(join(folder, "academy"));
      writeFileSync(join(folder, "platform.yml"), "");
      writeFileSync(join(folder, "notes \u001b[31m.txt"), "");
      writeFileSync(join(folder, ".hidden"), "");
    });
    const allowed =
      "academies, applications, calendars, environments, freezes, migrations, operators, policies, sites, teams, waivers, platform.yaml, skills.yaml, planning.yaml, waves.yaml, ai";
    expect(problems).toEqual([
      `academy:1:1: is nothing that an estate has; allowed: ${allowed}; did you mean "academies"?`,
      `notes \ufffd[31m.txt:1:1: is nothing that an estate has; allowed: ${allowed}; remove it, or move it out of the estate`,
      `platform.yml:1:1: is nothing that an estate has; allowed: ${allowed}; did you mean "platform.yaml"?`,
    ]);
  });

  it("may have no folder for a noun without things", () => {
    expect(problemsAfter((folder) => rmSync(join(folder, "freezes"), { recursive: true }))).toEqual([
      'applications/eleves.yaml:27:11: freezes[0]: "examens" names nothing in freezes; allowed: nothing yet: create it first',
    ]);
  });

  it("has one platform and one list of skills", () => {
    const problems = problemsAfter((folder) => {
      rmSync(join(folder, "platform.yaml"));
      rmSync(join(folder, "skills.yaml"));
    });
    expect(problems).toEqual([
      "platform.yaml:1:1: is missing; create it: an estate has one platform.yaml",
      "skills.yaml:1:1: is missing; create it: an estate has one skills.yaml",
    ]);
  });

  it("has a file where a folder should be", () => {
    const problems = problemsAfter((folder) => {
      rmSync(join(folder, "freezes"), { recursive: true });
      writeFileSync(join(folder, "freezes"), "");
    });
    expect(problems).toEqual([
      "freezes:1:1: cannot be read as a folder: it is no folder (ENOTDIR); check the folder, its links and its permissions",
    ]);
  });
});

describe("the name of a file", () => {
  it.each([
    ["nice.yml", 'rename it to "nice.yaml", or remove it'],
    ["Nice.yaml", 'rename it to "nice.yaml", or remove it'],
    ["Besançon Nord.yaml", 'rename it to "besancon-nord.yaml", or remove it'],
    ["nice_est.yaml", 'rename it to "nice-est.yaml", or remove it'],
    ["nice.yaml~", "rename it"],
    ["README.md", 'rename it to "readme.yaml", or remove it'],
    ["__proto__.yaml", 'rename it to "proto.yaml", or remove it'],
    ["a".repeat(31), "rename it, or remove it"],
    ["-.yaml", "rename it, or remove it"],
    ["\u001b]0;title\u0007.yaml", "rename it"],
  ])("%j is refused", (name, hint) => {
    const [problem, ...others] = problemsAfter((folder) => writeFileSync(join(folder, "sites", name), ""));
    expect(others).toEqual([]);
    expect(problem).toContain(":1:1: is not named like a file of the estate; allowed: <identifier>.yaml");
    expect(problem).toContain(hint);
    expect(problem).not.toMatch(/\p{Cc}/u);
  });
});

describe("a file", () => {
  it("is a regular one: no FIFO is waited for", () => {
    expect(problemsAfter((folder) => execFileSync("mkfifo", [join(folder, "sites/fifo.yaml")]))).toEqual([
      "sites/fifo.yaml:1:1: is no regular file; remove it, or put a YAML file in its place",
    ]);
  });

  it("is no folder", () => {
    expect(problemsAfter((folder) => mkdirSync(join(folder, "sites/nice.yaml")))).toEqual([
      "sites/nice.yaml:1:1: is no regular file; remove it, or put a YAML file in its place",
    ]);
  });

  it("is no device", () => {
    const problems = problemsAfter((folder) => symlinkSync("/dev/zero", join(folder, "sites/zero.yaml")));
    expect(problems).toEqual([
      "sites/zero.yaml:1:1: is no regular file; remove it, or put a YAML file in its place",
    ]);
  });

  it("may be a symbolic link, but not to itself or to nothing", () => {
    const problems = problemsAfter((folder) => {
      symlinkSync("lille.yaml", join(folder, "sites/linked.yaml"));
      symlinkSync("loop.yaml", join(folder, "sites/loop.yaml"));
      symlinkSync("nothing", join(folder, "sites/dangling.yaml"));
    });
    const hint = "check the file, its links and its permissions";
    expect(problems).toEqual([
      `sites/dangling.yaml:1:1: cannot be read: there is nothing of that name, or a symbolic link leads nowhere (ENOENT); ${hint}`,
      `sites/loop.yaml:1:1: cannot be read: its symbolic links run in a circle (ELOOP); ${hint}`,
    ]);
  });

  it("stands in a folder that is no circle of links", () => {
    const problems = problemsAfter((folder) => {
      renameSync(join(folder, "freezes"), join(folder, "sites-of-old"));
      symlinkSync("freezes", join(folder, "freezes"));
      rmSync(join(folder, "sites-of-old"), { recursive: true });
    });
    expect(problems.join("\n")).toContain(
      "freezes:1:1: cannot be read as a folder: its symbolic links run in a circle",
    );
  });

  it("may be read", () => {
    const isRoot = process.geteuid?.() === 0;
    const estate = minimalEstate();
    chmodSync(estate.path, 0o755);
    chmodSync(join(estate.path, "sites/lille.yaml"), 0);
    // Root may read everything, so the loader runs as somebody else.
    if (isRoot) process.seteuid?.(65534);
    try {
      expect(estate.problems()[0]).toContain(
        "sites/lille.yaml:1:1: cannot be read: permission is denied (EACCES)",
      );
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  it("has at most 128 KiB", () => {
    const problems = problemsAfter((folder) =>
      writeFileSync(join(folder, "sites/nantes.yaml"), Buffer.alloc(10e6, "a")),
    );
    expect(problems).toEqual([
      "sites/nantes.yaml:1:1: is larger than the 128 KiB that a file of the estate may have; split it",
    ]);
  });

  it.each([
    ["Latin-1", Buffer.from("name: Orléans\n", "latin1")],
    ["UTF-16", Buffer.from("\ufeffname: a\n", "utf16le")],
    ["a cut character", Buffer.from("name: é").subarray(0, -1)],
  ])("is UTF-8, not %s", (_, bytes) => {
    expect(problemsAfter((folder) => writeFileSync(join(folder, "sites/nantes.yaml"), bytes))).toEqual([
      "sites/nantes.yaml:1:1: is not UTF-8 text; save it as UTF-8",
    ]);
  });

  it("may begin with a byte order mark and end its lines as Windows does", () => {
    const asWindows = (text: string) => `\ufeff${text.replaceAll("\n", "\r\n")}`;
    expect(problemsAfter((_, estate) => estate.edit("sites/nantes.yaml", asWindows))).toEqual([]);
    expect(
      problemsAfter((_, estate) =>
        estate.edit("sites/nantes.yaml", (text) => asWindows(text.replace("500Mbit/s", "500"))),
      ),
    ).toEqual([
      'sites/nantes.yaml:5:9: uplink: 500 is no DataRate: a number followed by one of the units kbit/s, Mbit/s, Gbit/s, e.g. "500Mbit/s"',
    ]);
  });

  it("that cannot be read makes no reference to it wrong", () => {
    const problems = problemsAfter((_, estate) => {
      estate.write("sites/nantes.yaml", '"\n').write("skills.yaml", "[\n");
    });
    expect(problems.map((problem) => problem.split(":")[0])).toEqual(["sites/nantes.yaml", "skills.yaml"]);
  });

  it("with problems is left out of the estate, and all others are in it", () => {
    const { estate } = minimalEstate({ "sites/nantes.yaml": (text) => `${text}name: twice\n` }).load();
    expect(Object.keys(estate.sites ?? {})).toEqual(["la-reunion", "lille"]);
  });
});
