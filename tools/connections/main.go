// Command connections says which connections NetworkPolicies let through.
//
//	connections < question.json
//
// Reads {namespaces: {NAME: {labels, policies}}, endpoints: [{namespace, labels, address}], ports: [{protocol, port}],
// pairs: [[from, to]]} and writes [[from, to, port]], all by their place in the question's lists. An endpoint without
// a namespace is outside of the cluster. The verdicts are Cyclonus's, which tests the network plug-ins of clusters.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/mattfenwick/cyclonus/pkg/matcher"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
)

type namespace struct {
	Labels   map[string]string           `json:"labels"`
	Policies []*networking.NetworkPolicy `json:"policies"`
}

type endpoint struct {
	Namespace string            `json:"namespace"`
	Labels    map[string]string `json:"labels"`
	Address   string            `json:"address"`
}

type port struct {
	Protocol core.Protocol `json:"protocol"`
	Port     int           `json:"port"`
}

type question struct {
	Namespaces map[string]namespace `json:"namespaces"`
	Endpoints  []endpoint           `json:"endpoints"`
	Ports      []port               `json:"ports"`
	Pairs      [][2]int             `json:"pairs"`
}

// An end of connections, and those policies that select it.
type end struct {
	peer   *matcher.TrafficPeer
	policy *matcher.Policy
}

func main() {
	if err := answer(); err != nil {
		fmt.Fprintln(os.Stderr, "connections:", err)
		os.Exit(1)
	}
}

func answer() error {
	var asked question
	decoder := json.NewDecoder(os.Stdin)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&asked); err != nil {
		return err
	}
	ends, err := endsOf(asked)
	if err != nil {
		return err
	}
	connections := [][3]int{}
	for _, pair := range asked.Pairs {
		from, to := ends[pair[0]], ends[pair[1]]
		policy := &matcher.Policy{Ingress: to.policy.Ingress, Egress: from.policy.Egress}
		for index, port := range asked.Ports {
			traffic := &matcher.Traffic{
				Source:       from.peer,
				Destination:  to.peer,
				ResolvedPort: port.Port,
				Protocol:     port.Protocol,
			}
			if policy.IsTrafficAllowed(traffic).IsAllowed() {
				connections = append(connections, [3]int{pair[0], pair[1], index})
			}
		}
	}
	return json.NewEncoder(os.Stdout).Encode(connections)
}

func endsOf(asked question) ([]end, error) {
	policies := map[string]*matcher.Policy{}
	for name, namespace := range asked.Namespaces {
		policies[name] = matcher.BuildNetworkPolicies(false, namespace.Policies)
	}
	ends := []end{}
	for _, endpoint := range asked.Endpoints {
		peer := &matcher.TrafficPeer{IP: endpoint.Address}
		policy := matcher.NewPolicy()
		if name := endpoint.Namespace; name != "" {
			all, known := policies[name]
			if !known {
				return nil, fmt.Errorf("no namespace %s in the question", name)
			}
			peer.Internal = &matcher.InternalPeer{
				Namespace:       name,
				NamespaceLabels: asked.Namespaces[name].Labels,
				PodLabels:       endpoint.Labels,
			}
			policy = matcher.NewPolicyWithTargets(
				all.TargetsApplyingToPod(true, name, endpoint.Labels),
				all.TargetsApplyingToPod(false, name, endpoint.Labels),
			)
		}
		ends = append(ends, end{peer, policy})
	}
	return ends, nil
}
