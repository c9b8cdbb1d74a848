// Command connections-np-guard answers the questions of `tools/connections` by another analyser, np-guard's.
//
//	connections-np-guard < question.json
//
// It reads and writes what that one does: two analysers that share no code must say the same.
package main

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"strconv"

	"github.com/np-guard/netpol-analyzer/pkg/netpol/eval"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
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
	Protocol string `json:"protocol"`
	Port     int    `json:"port"`
}

type question struct {
	Namespaces map[string]namespace `json:"namespaces"`
	Endpoints  []endpoint           `json:"endpoints"`
	Ports      []port               `json:"ports"`
	Pairs      [][2]int             `json:"pairs"`
}

// A node's address: the analyser lets a node reach its own pods, so no question may name it.
const node = "192.0.2.254"

func main() {
	if err := answer(); err != nil {
		fmt.Fprintln(os.Stderr, "connections-np-guard:", err)
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
	engine, err := engineOf(asked)
	if err != nil {
		return err
	}
	connections := [][3]int{}
	for _, pair := range asked.Pairs {
		from, to := asked.name(pair[0], "from"), asked.name(pair[1], "to")
		for index, port := range asked.Ports {
			allowed, err := engine.CheckIfAllowed(from, to, port.Protocol, strconv.Itoa(port.Port))
			if err != nil {
				return fmt.Errorf("%s to %s: %w", from, to, err)
			}
			if allowed {
				connections = append(connections, [3]int{pair[0], pair[1], index})
			}
		}
	}
	return json.NewEncoder(os.Stdout).Encode(connections)
}

func engineOf(asked question) (*eval.PolicyEngine, error) {
	engine := eval.NewPolicyEngine()
	for name, namespace := range asked.Namespaces {
		declared := &core.Namespace{ObjectMeta: meta.ObjectMeta{Name: name, Labels: namespace.Labels}}
		if err := engine.InsertObject(declared); err != nil {
			return nil, err
		}
		for _, policy := range namespace.Policies {
			if err := engine.InsertObject(policy); err != nil {
				return nil, err
			}
		}
	}
	for index, endpoint := range asked.Endpoints {
		if endpoint.Namespace == "" {
			continue
		}
		// A pod may always reach itself: each kind of pods is there twice.
		for _, side := range []string{"from", "to"} {
			if err := engine.InsertObject(pod(index, side, endpoint)); err != nil {
				return nil, err
			}
		}
	}
	return engine, nil
}

func pod(index int, side string, of endpoint) *core.Pod {
	return &core.Pod{
		ObjectMeta: meta.ObjectMeta{Name: podName(index, side), Namespace: of.Namespace, Labels: of.Labels},
		Status:     core.PodStatus{HostIP: node, PodIPs: []core.PodIP{{IP: of.Address}}},
	}
}

func podName(index int, side string) string { return fmt.Sprintf("%s-%d", side, index) }

// name is how the analyser calls one end: a pod by its namespace and name, anything else by its network.
func (asked question) name(index int, side string) string {
	end := asked.Endpoints[index]
	if end.Namespace != "" {
		return end.Namespace + "/" + podName(index, side)
	}
	if address := net.ParseIP(end.Address); address != nil && address.To4() != nil {
		return end.Address + "/32"
	}
	return end.Address
}
