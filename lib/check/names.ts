/** Names: stacks and namespaces that two things of the estate would share. */
import { type Estate, type EstatePointer, pointerTo } from "../../config/index.js";
import { burstingProjects, burstNamespace } from "../burst/index.js";
import { academiesOf } from "../migration/index.js";
import { RESERVED_NAMES } from "../placement/index.js";
import type { Finding } from "./finding.js";

type NamingEstate = Pick<Estate, "academies" | "ai" | "applications" | "operators"> &
  Partial<Pick<Estate, "platform">>;

interface Named {
  name: string;
  pointer: EstatePointer;
  namespaces: string[];
}

/** Namespaces that every cluster has. Source: Kubernetes, «Initial namespaces». */
const INITIAL = ["default", "kube-node-lease", "kube-public", "kube-system"];

/**
 * Names of stacks that are taken, and namespaces that two applications, services or projects would share, or that are
 * the platform's.
 */
export function checkNames(estate: NamingEstate): Finding[] {
  const stacks = new Map<string, string>();
  const owners = ownersOf(estate);
  return thingsOf(estate).flatMap(({ name, pointer, namespaces }) => {
    if ((RESERVED_NAMES as readonly string[]).includes(name)) {
      return [
        { pointer, value: name, message: "is the name of a stack of the platform", hint: "rename the file" },
      ];
    }
    const twin = stacks.get(name);
    stacks.set(name, pointer);
    if (twin !== undefined) {
      const message = `is the name of ${twin.slice(0, twin.indexOf("#"))} as well`;
      return [{ pointer, value: name, message, hint: "rename one of the two files: each has a stack" }];
    }
    return namespaces.flatMap((namespace) => {
      const owner = owners.get(namespace);
      owners.set(namespace, name);
      const message = `is a namespace of ${owner} as well`;
      return owner === undefined ? [] : [{ pointer, value: namespace, message, hint: "rename the file" }];
    });
  });
}

/** Whose namespaces are there before those of applications, services and projects. */
function ownersOf({ operators, platform }: NamingEstate): Map<string, string> {
  const owners = new Map(INITIAL.map((namespace) => [namespace, "Kubernetes"]));
  if (platform?.metrics) owners.set(platform.metrics.namespace, "the platform's metrics");
  if (platform) owners.set(platform.gateway.namespace, "the platform's gateways");
  for (const [name, { namespace }] of Object.entries(operators)) owners.set(namespace, `operator ${name}`);
  return owners;
}

const thingsOf = (estate: NamingEstate): Named[] => [
  ...Object.entries(estate.applications).map(([name, application]) => ({
    name,
    pointer: pointerTo("applications", name),
    namespaces:
      application.tenancy === "dedicated"
        ? academiesOf(estate, application).map((academy) => `${name}-${academy}`)
        : [name],
  })),
  ...(["services", "projects"] as const).flatMap((noun) =>
    Object.keys(estate.ai[noun]).map((name) => ({
      name,
      pointer: pointerTo(`ai/${noun}`, name),
      namespaces:
        noun === "projects" && burstingProjects(estate).includes(name)
          ? [name, burstNamespace(name)]
          : [name],
    })),
  ),
];
