// Command certify keeps the certificates of one lab: a certificate authority of its own, and what that signs.
//
//	certify FOLDER < requests.json
//
// Reads a list of {name, commonName, organizations, hosts} and writes FOLDER/<name>.crt and .key, and
// FOLDER/ca.crt and .key. What is there and still fits is left alone.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"time"
)

const (
	authorityLife   = 10 * 365 * 24 * time.Hour
	certificateLife = 365 * 24 * time.Hour
	// What ends sooner is made anew.
	renewBefore = 30 * 24 * time.Hour
	// Clocks that go back a little do not make a new certificate invalid.
	tolerance = time.Hour
)

type request struct {
	Name          string   `json:"name"`
	CommonName    string   `json:"commonName"`
	Organizations []string `json:"organizations"`
	Hosts         []string `json:"hosts"`
}

type pair struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func main() {
	if err := certify(); err != nil {
		fmt.Fprintln(os.Stderr, "certify:", err)
		os.Exit(1)
	}
}

func certify() error {
	if len(os.Args) != 2 {
		return errors.New("usage: certify FOLDER < requests.json")
	}
	folder := os.Args[1]
	var requests []request
	if err := json.NewDecoder(os.Stdin).Decode(&requests); err != nil {
		return err
	}
	authority, err := authorityIn(folder)
	if err != nil {
		return err
	}
	for _, wanted := range requests {
		if found, err := read(folder, wanted.Name); err == nil && fits(found, wanted, authority) {
			continue
		}
		if err := issue(folder, wanted, authority); err != nil {
			return fmt.Errorf("%s: %w", wanted.Name, err)
		}
	}
	return nil
}

func authorityIn(folder string) (*pair, error) {
	if found, err := read(folder, "ca"); err == nil && time.Until(found.certificate.NotAfter) > certificateLife {
		return found, nil
	}
	template := &x509.Certificate{
		Subject:               pkix.Name{CommonName: "lab"},
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	return create(folder, "ca", template, authorityLife, nil)
}

func issue(folder string, wanted request, authority *pair) error {
	template := &x509.Certificate{
		Subject:     pkix.Name{CommonName: wanted.CommonName, Organization: wanted.Organizations},
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	if len(wanted.Hosts) > 0 {
		template.ExtKeyUsage = append(template.ExtKeyUsage, x509.ExtKeyUsageServerAuth)
	}
	for _, host := range wanted.Hosts {
		if address := net.ParseIP(host); address != nil {
			template.IPAddresses = append(template.IPAddresses, address)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	_, err := create(folder, wanted.Name, template, certificateLife, authority)
	return err
}

// fits tells whether a certificate is what was wanted, signed by the authority, and lasts.
func fits(found *pair, wanted request, authority *pair) bool {
	certificate := found.certificate
	hosts := slices.Clone(certificate.DNSNames)
	for _, address := range certificate.IPAddresses {
		hosts = append(hosts, address.String())
	}
	return certificate.CheckSignatureFrom(authority.certificate) == nil &&
		time.Until(certificate.NotAfter) > renewBefore &&
		certificate.Subject.CommonName == wanted.CommonName &&
		slices.Equal(slices.Sorted(slices.Values(certificate.Subject.Organization)), slices.Sorted(slices.Values(wanted.Organizations))) &&
		slices.Equal(slices.Sorted(slices.Values(hosts)), slices.Sorted(slices.Values(wanted.Hosts)))
}

// create makes a key and a certificate for it, signed by itself where there is no authority.
func create(folder, name string, template *x509.Certificate, life time.Duration, authority *pair) (*pair, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template.NotBefore = time.Now().Add(-tolerance)
	template.NotAfter = time.Now().Add(life)
	parent := &pair{template, key}
	if authority != nil {
		parent = authority
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent.certificate, key.Public(), parent.key)
	if err != nil {
		return nil, err
	}
	secret, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, err
	}
	// The key first: a certificate without its key would be taken for a pair.
	if err := write(folder, name+".key", "EC PRIVATE KEY", secret); err != nil {
		return nil, err
	}
	if err := write(folder, name+".crt", "CERTIFICATE", der); err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	return &pair{certificate, key}, err
}

func write(folder, name, kind string, der []byte) error {
	path := filepath.Join(folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
	if err := os.WriteFile(path+".tmp", text, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".tmp", path)
}

// read gives a pair whose key belongs to its certificate.
func read(folder, name string) (*pair, error) {
	certificate, err := readBlock(folder, name+".crt")
	if err != nil {
		return nil, err
	}
	secret, err := readBlock(folder, name+".key")
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParseCertificate(certificate)
	if err != nil {
		return nil, err
	}
	key, err := x509.ParseECPrivateKey(secret)
	if err != nil {
		return nil, err
	}
	if !key.PublicKey.Equal(parsed.PublicKey) {
		return nil, errors.New("the key is of another certificate")
	}
	return &pair{parsed, key}, nil
}

func readBlock(folder, name string) ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s holds no PEM", name)
	}
	return block.Bytes, nil
}
