/** Provenance: which place of the estate a construct, and all inside it, comes from. */
import { TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import type { EstatePointer } from "../../config/index.js";

const METADATA = "transhumance:source";

/** Records where a construct comes from; resources inside inherit it. */
export function comesFrom(construct: IConstruct, pointer: EstatePointer): void {
  construct.node.addMetadata(METADATA, pointer);
}

/** The estate pointer of every resource below `root`, by Terraform address. */
export function sourcesOf(root: IConstruct): Record<string, EstatePointer> {
  const sources: Record<string, EstatePointer> = {};
  const walk = (construct: IConstruct, inherited: EstatePointer | undefined): void => {
    const own = construct.node.metadata.find(({ type }) => type === METADATA)?.data ?? inherited;
    if (construct instanceof TerraformResource && own) {
      sources[`${construct.terraformResourceType}.${construct.friendlyUniqueId}`] = own;
    }
    for (const child of construct.node.children) walk(child, own);
  };
  walk(root, undefined);
  return sources;
}
