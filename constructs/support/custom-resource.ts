/** Custom resource: an object of a kind that an operator defines. */
import { Manifest } from "@cdktf/provider-kubernetes/lib/manifest/index.js";
import type { Construct } from "constructs";
import { MANAGED_BY } from "../../lib/labels/index.js";

export interface CustomResourceProps {
  /** Group and version, e.g. `postgresql.cnpg.io/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** @default - the kind is cluster-wide */
  readonly namespace?: string;
  /** @default - only the label that says who manages it */
  readonly labels?: Record<string, string>;
  /** @default - none */
  readonly annotations?: Record<string, string>;
  /** @default - none: what it says is in `fields` */
  readonly spec?: object;
  /** What it says outside `spec`. @default - nothing */
  readonly fields?: object;
  /**
   * Paths that controllers or the API server fill in, and that must not show as differences.
   * @default - labels and annotations, as the provider does
   */
  readonly computedFields?: string[];
  /**
   * The object holds data: Terraform refuses every plan that would replace or destroy it.
   * @default false
   */
  readonly holdsData?: boolean;
}

/** Fields that the provider takes as computed where nothing else is said. Source: hashicorp/kubernetes, `kubernetes_manifest`. */
const COMPUTED_BY_DEFAULT = ["metadata.labels", "metadata.annotations"];

/** A `kubernetes_manifest`; its custom resource definition must exist when Terraform plans. */
export class CustomResource extends Manifest {
  constructor(scope: Construct, id: string, props: CustomResourceProps) {
    const { apiVersion, kind, name, namespace, labels, annotations, computedFields, holdsData } = props;
    super(scope, id, {
      manifest: {
        apiVersion,
        kind,
        metadata: {
          name,
          ...(namespace === undefined ? {} : { namespace }),
          labels: { ...MANAGED_BY, ...labels },
          ...(annotations ? { annotations } : {}),
        },
        ...(props.spec ? { spec: props.spec } : {}),
        ...props.fields,
      },
      ...(holdsData ? { lifecycle: { preventDestroy: true } } : {}),
      ...(computedFields ? { computedFields: [...COMPUTED_BY_DEFAULT, ...computedFields] } : {}),
    });
  }
}
