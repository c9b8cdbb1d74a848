/** Where the Terraform state of a stack is kept: remote and locked, one state per stack. */
import { TerraformBackend, type TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { State } from "../config/index.js";

interface Backend {
  /** Terraform's name of the backend. */
  type: string;
  attributes: Record<string, unknown>;
}

/** CDKTF has no construct for some backends, nor for S3's lock file: one construct serves all. */
class DeclaredBackend extends TerraformBackend {
  constructor(
    scope: Construct,
    private readonly backend: Backend,
  ) {
    super(scope, "backend", backend.type);
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return this.backend.attributes;
  }

  override getRemoteStateDataSource(): never {
    throw new Error("stacks share no state: each reads its plan only");
  }
}

/** Declares the backend; credentials come from the environment of the command that runs Terraform. */
export function declareState(stack: TerraformStack, name: string, state: State): void {
  new DeclaredBackend(stack, backendOf(name, state));
}

/** Attributes as Terraform documents them for each backend. */
function backendOf(name: string, state: State): Backend {
  switch (state.backend) {
    case "gitlab": {
      const address = `${state.project}/terraform/state/${name}`;
      return {
        type: "http",
        attributes: {
          address,
          lock_address: `${address}/lock`,
          unlock_address: `${address}/lock`,
          lock_method: "POST",
          unlock_method: "DELETE",
          retry_wait_min: 5,
        },
      };
    }
    case "s3":
      return {
        type: "s3",
        attributes: {
          bucket: state.bucket,
          key: `${name}.tfstate`,
          region: state.region,
          endpoints: { s3: state.endpoint },
          encrypt: true,
          use_lockfile: true,
          use_path_style: true,
          skip_credentials_validation: true,
          skip_region_validation: true,
          skip_requesting_account_id: true,
        },
      };
    case "postgresql":
      return {
        type: "pg",
        attributes: { schema_name: `${state.schemaPrefix}-${name}`.replaceAll("-", "_") },
      };
    case "kubernetes":
      return {
        type: "kubernetes",
        attributes: { secret_suffix: name, namespace: state.namespace, config_context: state.context },
      };
    case "local":
      return { type: "local", attributes: { path: `${name}.tfstate` } };
  }
}
