/** Generated files: written where they are stale, compared where they are only checked. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { generate } from "../../../scripts/generate/index.js";
import { readConstructs } from "../../../scripts/generate/read-constructs.js";
import { temporaryFolder } from "../../support/estate.js";

const SHED = `
import { Construct } from "constructs";

/** What every building takes. */
export interface BuildingProps {
  /**
   * Metres from door to wall.
   * @default 3
   */
  readonly depth?: number;
}

export interface ShedProps extends BuildingProps {
  /** Sheep | goats. */
  readonly animals: "sheep" | "goats";
}

/** A roof for a night. */
export class Shed extends Construct {
  /** Its door. */
  readonly door: string;
  private readonly secret = 1;

  constructor(scope: Construct, id: string, { animals }: ShedProps) {
    super(scope, id);
    this.door = animals;
  }
}

class Beam extends Construct {}

export class Barn extends Shed {}

export class Note {}
`;

let root: string;
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const read = (path: string) => readFileSync(join(root, path), "utf8");

beforeEach(() => {
  root = temporaryFolder();
  write("constructs/shed/shed.ts", SHED);
});

describe("generate", () => {
  it("writes what is missing, and then finds it fresh", () => {
    const { stale, files } = generate({ check: false, root });
    expect(stale).toHaveLength(files);
    expect(stale).toContain("docs/reference/configuration.md");
    expect(generate({ check: true, root }).stale).toEqual([]);
  });

  it("only tells what is stale when it checks", () => {
    expect(generate({ check: true, root }).stale).toContain("docs/reference/constructs.md");
    expect(existsSync(join(root, "docs"))).toBe(false);
  });

  it("sees a changed source and a changed file", () => {
    generate({ check: false, root });
    write("constructs/shed/shed.ts", SHED.replace("A roof", "A good roof"));
    write("config/schema/json/site.schema.json", "{}");
    expect(generate({ check: true, root }).stale).toEqual([
      "config/schema/json/site.schema.json",
      "docs/reference/constructs.md",
    ]);
    generate({ check: false, root });
    expect(read("docs/reference/constructs.md")).toContain("A good roof for a night.");
  });

  it("removes schemas of nouns that are no more", () => {
    write("config/schema/json/abbey.schema.json", "{}");
    expect(generate({ check: false, root }).stale).toContain("config/schema/json/abbey.schema.json");
    expect(existsSync(join(root, "config/schema/json/abbey.schema.json"))).toBe(false);
  });
});

describe("the reference of constructs", () => {
  it("reads exported classes with what they take and give", () => {
    const [shed, barn, ...others] = readConstructs(root);
    expect(others).toEqual([]);
    expect(barn).toMatchObject({ name: "Barn", extends: "Shed", doc: "", props: [] });
    expect(shed).toEqual({
      name: "Shed",
      doc: "A roof for a night.",
      file: "constructs/shed/shed.ts",
      extends: "Construct",
      props: [
        { name: "depth", type: "number", doc: "Metres from door to wall.", isOptional: true, default: "3" },
        { name: "animals", type: '"sheep" | "goats"', doc: "Sheep | goats.", isOptional: false },
      ],
      gives: [{ name: "door", type: "string", doc: "Its door.", isOptional: false }],
    });
  });

  it("is a page of tables", () => {
    generate({ check: false, root });
    expect(read("docs/reference/constructs.md")).toContain(
      [
        "| Takes | Type | Default | Meaning |",
        "| --- | --- | --- | --- |",
        "| `depth` | `number` | 3 | Metres from door to wall. |",
        '| `animals` | `"sheep" \\| "goats"` | required | Sheep \\| goats. |',
      ].join("\n"),
    );
  });
});

describe("the reference of the configuration", () => {
  it.each([
    "| `code` | [AcademyCode](#types) | required |",
    "| `site` | identifier in [sites](#sites) | required |",
    "| `web.port` | a whole number from 1024 to 65535 | `8080` |",
    "| `clusters.<identifier>.backup.network` | [Cidr](#types) | required |",
    "| `windows[].from` | [Day](#types) | required |",
    "| `state.bucket` | text | required | For backend `s3`. |",
    "| `scope.kind` | `national`, `zones`, `academies` | required |",
    "| Duration | a number followed by one of the units s, min, h, d |",
  ])("says %s", (row) => {
    generate({ check: false, root });
    expect(read("docs/reference/configuration.md")).toContain(row);
  });
});
