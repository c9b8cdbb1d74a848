/** Pointers: from what is loaded back to where it is written. */
import { describe, expect, it } from "vitest";
import { type EstatePointer, pointerTo, pointerToFile, showPointer } from "../../../config/index.js";
import { minimalEstate } from "../../support/estate.js";

const estate = minimalEstate({
  "applications/eleves.yaml": (text) => text.replace("schoolYear: 2026", '"a/b~c#d": 1'),
});
const { locate } = estate.load();

/** `file:line:column`, the file from the estate's folder on. */
const place = (pointer: EstatePointer) => {
  const { file, line, column } = locate(pointer);
  return `${file.replace(`${estate.path}/`, "")}:${line}:${column}`;
};

describe("a pointer", () => {
  it("is a file and a JSON pointer in it", () => {
    expect(pointerTo("applications", "eleves", "dependsOn", 0)).toBe("applications/eleves.yaml#/dependsOn/0");
    expect(pointerToFile("platform", "a/b~c")).toBe("platform.yaml#/a~1b~0c");
  });

  it.each<[EstatePointer, string]>([
    [pointerTo("applications", "eleves", "web", "replicas", "max"), "applications/eleves.yaml:13:28"],
    [pointerTo("applications", "eleves", "dependsOn", 0), "applications/eleves.yaml:26:13"],
    [
      pointerTo("applications", "eleves", "parameters", "common", "a/b~c#d"),
      "applications/eleves.yaml:22:24",
    ],
    [pointerToFile("skills", "db2"), "skills.yaml:3:6"],
  ])("%s leads to %s", (pointer, expected) => {
    expect(place(pointer)).toBe(expected);
  });

  it.each<[EstatePointer, string]>([
    [pointerTo("applications", "eleves", "dependsOn", 0), "dependsOn[0]"],
    [pointerTo("environments", "production", "academies", 2), "academies[2]"],
    [pointerToFile("planning", "bridges", 0, "producer"), "bridges[0].producer"],
    [pointerTo("ai/services", "aide", "serving", "pools", 1), "serving.pools[1]"],
    [pointerTo("ai/uses", "aide", "versions", "1", "until"), "versions.1.until"],
    [pointerTo("applications", "eleves", "parameters", "common", "a/b~c"), 'parameters.common["a/b~c"]'],
    [pointerTo("applications", "eleves"), ""],
  ])("%s is shown as %s", (pointer, expected) => {
    expect(showPointer(pointer)).toBe(expected);
  });

  it("leads to the closest thing around it where nothing is written", () => {
    expect(place(pointerTo("applications", "eleves", "web", "port"))).toBe("applications/eleves.yaml:11:3");
    expect(place(pointerTo("applications", "eleves"))).toBe("applications/eleves.yaml:2:1");
    expect(place(pointerTo("applications", "eleves", "toString", "length"))).toBe(
      "applications/eleves.yaml:2:1",
    );
  });

  it("leads to the first line of a file that is not there", () => {
    expect(place(pointerTo("applications", "nothing", "title"))).toBe("applications/nothing.yaml:1:1");
  });
});
