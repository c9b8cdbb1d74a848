// Where the custom resource definitions and manifests of the lab come from: read as files, never compiled.
module transhumance/tools/manifests

go 1.25.0

require (
	github.com/cert-manager/cert-manager v1.21.1
	github.com/cloudnative-pg/cloudnative-pg v1.28.0
	github.com/cloudnative-pg/plugin-barman-cloud v0.13.0
	github.com/envoyproxy/gateway v1.7.0
	github.com/external-secrets/external-secrets v1.3.2
	github.com/kedacore/keda/v2 v2.20.2
	sigs.k8s.io/gateway-api v1.4.1
	sigs.k8s.io/kueue v0.15.0
	sigs.k8s.io/kwok v0.7.0
)
