/** A plan of the sample's production, as Terraform would write it over a cluster that runs it already. */
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";

interface Resource {
  address: string;
  type: string;
  name: string;
  values: Record<string, unknown>;
}

/** What happens to every hundredth resource, from the first on; the rest stays. */
const ACTIONS = ["delete", "create", ...Array<string>(20).fill("update")];

/**
 * Writes the plan of the first `count` resources of the stacks in `output`, with the parts that Terraform writes and
 * the review passes over: planned values, prior state and configuration.
 */
export function writeProductionPlan(
  output: string,
  stacks: readonly string[],
  count: number,
  path: string,
): number {
  const resources = stacks.flatMap((stack) => resourcesOf(output, stack)).slice(0, count);
  const file = openSync(path, "w");
  const list = (key: string, item: (resource: Resource, index: number) => object) => {
    writeSync(file, `,${JSON.stringify(key)}:[`);
    for (const [index, resource] of resources.entries())
      writeSync(file, (index === 0 ? "" : ",") + JSON.stringify(item(resource, index)));
    writeSync(file, "]");
  };
  const values = ({ values, ...resource }: Resource) => ({
    ...resource,
    mode: "managed",
    provider_name: PROVIDER,
    schema_version: 1,
    values,
    sensitive_values: {},
  });
  writeSync(file, '{"format_version":"1.2","terraform_version":"1.11.4"');
  writeSync(file, ',"planned_values":{"root_module":{"none":0');
  list("resources", values);
  writeSync(file, "}}");
  list("resource_changes", changeOf);
  writeSync(file, ',"prior_state":{"format_version":"1.0","values":{"root_module":{"none":0');
  list("resources", values);
  writeSync(file, '}}},"configuration":{"root_module":{"none":0');
  list("resources", ({ address, type, name, values: expressions }) => ({
    address,
    mode: "managed",
    type,
    name,
    expressions,
  }));
  writeSync(file, '}},"complete":true,"errored":false}');
  closeSync(file);
  return resources.length;
}

const PROVIDER = "registry.terraform.io/hashicorp/kubernetes";

function changeOf({ address, type, name, values }: Resource, index: number): object {
  const action = ACTIONS[index % 100] ?? "no-op";
  const masks = { after_unknown: {}, before_sensitive: {}, after_sensitive: {} };
  const change = {
    actions: [action],
    before: action === "create" ? null : values,
    after: action === "delete" ? null : action === "update" ? changed(values) : values,
    ...masks,
  };
  return { address, mode: "managed", type, name, provider_name: PROVIDER, change };
}

/** Another tag, another size: text that ends in digits ends in others. */
const changed = (values: Record<string, unknown>): unknown =>
  JSON.parse(
    JSON.stringify(values).replace(
      /"(cpu|memory|storage|image|replicas|requests\.cpu)":"([^"]*?)(\d)([^"\d]*)"/g,
      (_, key, head, digit, tail) => `"${key}":"${head}${(Number(digit) + 1) % 10}${tail}"`,
    ),
  );

/** Resources of a stack with references to the names of others resolved, as Terraform resolves them. */
function resourcesOf(output: string, stack: string): Resource[] {
  const text = readFileSync(join(output, "stacks", stack, "cdk.tf.json"), "utf8");
  const { resource = {} } = JSON.parse(text) as {
    resource?: Record<string, Record<string, { metadata?: { name?: string } }>>;
  };
  const resolved = text.replace(
    /\$\{(\w+)\.([\w-]+)\.metadata\[0\]\.name\}/g,
    (whole, type: string, name: string) => resource[type]?.[name]?.metadata?.name ?? whole,
  );
  const again =
    (JSON.parse(resolved) as { resource?: Record<string, Record<string, Record<string, unknown>>> })
      .resource ?? {};
  return Object.entries(again)
    .filter(([type]) => type.startsWith("kubernetes_"))
    .flatMap(([type, named]) =>
      Object.entries(named).map(([name, { "//": _, lifecycle: __, depends_on: ___, ...values }]) => ({
        address: `module.${stack}.${type}.${name}`,
        type,
        name,
        values,
      })),
    );
}
