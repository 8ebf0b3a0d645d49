import type { Section } from "./section.ts";

const SERVER = "apps/ztunnel/src/data/dns/dns-server.integration.test.ts";
const FORWARD = "apps/ztunnel/src/data/dns/forwarding.integration.test.ts";
const PODS = "apps/ztunnel/src/data/dns/pods-dns.integration.test.ts";
const TCP = "apps/ztunnel/src/data/dns/tcp-client.integration.test.ts";
const CLIENT = "apps/ztunnel/src/data/dns/real-client.integration.test.ts";
const HOSTS = "apps/ztunnel/src/data/dns/hostname-resolver.integration.test.ts";
const ONDEMAND = "apps/ztunnel/src/data/dns/on-demand-names.integration.test.ts";
const HOSTILE = "apps/ztunnel/src/data/dns/hostile-queries.integration.test.ts";
const NAME = "packages/routing/src/resolve-name.test.ts";
const STATE = "packages/mesh-state/src/mesh-state.test.ts";
const QUERY = "packages/dns/src/forwarding.test.ts";
const CONFIG = "apps/ztunnel/src/config.test.ts";
const RESOLV = "apps/ztunnel/src/config/resolv-conf.test.ts";
const LISTENERS = "apps/ztunnel/test/listeners.integration.test.ts";
const NETNS = "e2e/netns/dns.netns.test.ts";

export const section: Section = {
  title: "ztunnel: DNS proxy",
  rows: [
    {
      behaviour: "On unless `ISTIO_META_DNS_CAPTURE` is something else than `true`, in any case",
      tests: [
        `${CONFIG} > single variables > DNS in capitals`,
        `${CONFIG} > single variables > DNS with another word`,
      ],
    },
    {
      behaviour:
        "UDP and TCP at 127.0.0.1:15053 of each pod, and ::1 where the pod's loopback has IPv6; `ISTIO_META_DNS_PROXY_ADDR` moves it",
      tests: [
        `${PODS} > the addresses that are served > are both loopback addresses`,
        `${PODS} > the addresses that are served > are IPv4 alone where the pod's loopback has no IPv6`,
        `${CONFIG} > single variables > a DNS port`,
        `${CONFIG} > single variables > a DNS address`,
        `${LISTENERS} > DNS listeners > are one port in both protocols, on each loopback address, and are closed with the others`,
      ],
    },
    {
      behaviour: "A response gets FORMERR, an opcode that is no query NOTIMP",
      tests: [
        `${SERVER} > what is no ordinary query > a response`,
        `${SERVER} > what is no ordinary query > another opcode`,
      ],
    },
    {
      behaviour: "Whoever asks, it is the pod's workload; SERVFAIL when that is not known in 5 s",
      tests: [
        `${SERVER} > a workload that is not known > has its answer when its record comes`,
        `${SERVER} > a workload that is not known > has SERVFAIL after five seconds`,
      ],
    },
    {
      behaviour: "Types but A and AAAA are forwarded: SRV, MX, TXT, HTTPS, PTR, any",
      tests: [
        `${FORWARD} > what the mesh does not know > is asked of the name server and answered with its words: SRV`,
        `${FORWARD} > what the mesh does not know > is asked of the name server and answered with its words: MX`,
        `${FORWARD} > what the mesh does not know > is asked of the name server and answered with its words: TXT`,
        `${FORWARD} > what the mesh does not know > is asked of the name server and answered with its words: HTTPS`,
        `${FORWARD} > what the mesh does not know > is asked of the name server and answered with its words: a type without a name`,
        `${CLIENT} > other record types are the name server's`,
      ],
    },
    {
      behaviour:
        "Names in any case, of one to four labels below `svc`, are completed with the client's namespace and the cluster's domain",
      tests: [
        `${NAME} > the candidates of a name > server`,
        `${NAME} > the candidates of a name > server.app`,
        `${NAME} > the candidates of a name > server.app.svc`,
        `${NAME} > the candidates of a name > a.b.c`,
        `${NAME} > the candidates of a name > pod.server.app.svc`,
        `${NAME} > the candidates of a name > a.b.c.d.e`,
        `${SERVER} > a name of the mesh > asked for as SERVER.Shop.svc.cluster.local owns its address under that name`,
      ],
    },
    {
      behaviour:
        "Search domains are taken off: those of Kubernetes in shared mode, those of resolv.conf in dedicated mode",
      tests: [
        `${NAME} > the candidates of a name > a search domain is taken off, whole and not from itself`,
        `${SERVER} > a name of the mesh > search domains of a single workload's proxy are those of its own resolver`,
      ],
    },
    {
      behaviour:
        "A name found behind a search domain is answered with a CNAME to the name without it, unless a wildcard is what was found",
      tests: [
        `${SERVER} > a name of the mesh > behind a search domain, server.shop.shop.svc.cluster.local, is an alias of the name without it`,
        `${SERVER} > a name of the mesh > asked for as www.example.com.shop.svc.cluster.local owns its address under that name`,
      ],
    },
    {
      behaviour: "The exact name, then wider and wider wildcards, for each candidate in turn",
      tests: [
        `${NAME} > a wildcard > covers a.eu.example.com`,
        `${NAME} > a wildcard > covers a.b.c.example.com`,
        `${NAME} > a wildcard > covers anything.org`,
        `${NAME} > a wildcard > of the name as asked comes before an expansion`,
      ],
    },
    {
      behaviour: "Services with an exact address or below `svc`; others are somebody else's to answer",
      tests: [
        `${NAME} > a host that is not Kubernetes' own > without an exact address is somebody else's to answer`,
      ],
    },
    {
      behaviour: "Visibility, and of several the client's namespace, canonical, `PREFERED_SERVICE_NAMESPACE`",
      tests: [
        `${NAME} > a host that is not Kubernetes' own > of one namespace only is hidden from others`,
        `${NAME} > a host that is not Kubernetes' own > of several namespaces is the preferred one's`,
        `${STATE} > choice of a service > canonical before the preferred namespace`,
      ],
    },
    {
      behaviour: "Authoritative, recursion available, 30 s to live",
      tests: [
        `${SERVER} > a name of the mesh > is answered with authority, recursion and 30 s, and nobody else is asked`,
      ],
    },
    {
      behaviour:
        "Families: of the proxy, of the service; what is left out is an empty answer, never an unknown name",
      tests: [
        `${SERVER} > a name of the mesh > that has none of the family is answered with nothing, and is no unknown name`,
        `${SERVER} > a name of the mesh > that is not offered in it is answered with nothing, and is no unknown name`,
        `${SERVER} > a name of the mesh > that has one, and this proxy has no IPv6 is answered with nothing, and is no unknown name`,
        `${NAME} > address families > IPv4 only, asked for IPv6`,
      ],
    },
    {
      behaviour: "Addresses of the client's network only",
      tests: [`${NAME} > address families > addresses of other networks are not given`],
    },
    {
      behaviour:
        "A headless service has the first address of the family of each pod, in an order of its own each time",
      tests: [
        `${SERVER} > a name of the mesh > that is headless has the addresses of its pods, in an order of their own each time`,
        `${NAME} > a headless service > is the first address of the family of each of its healthy pods`,
        `${SERVER} > a name of the mesh > that is headless and has no pods is answered with nothing`,
      ],
    },
    {
      behaviour: "EDNS is echoed: size of 512 at least, version, DO",
      tests: [
        `${SERVER} > EDNS > is answered with its size and DO`,
        `${SERVER} > EDNS > is answered with at least 512 bytes`,
      ],
    },
    {
      behaviour: "Too long for UDP is cut with TC, and whole over TCP",
      tests: [
        `${SERVER} > EDNS > a long answer over UDP is cut at 512 bytes without it, with TC`,
        `${SERVER} > EDNS > a long answer over UDP is cut at what it says, with TC`,
        `${SERVER} > EDNS > a long answer over TCP, or for who takes it, is whole`,
        `${CLIENT} > an answer that is too long for a datagram comes over TCP`,
      ],
    },
    {
      behaviour: "TCP clients have 5 s to ask",
      tests: [`${TCP} > a client over TCP > that asks nothing for five seconds is left`],
    },
    {
      behaviour:
        "What is not found is forwarded to ztunnel's own name servers, from the pod's namespace, marked",
      tests: [
        `${PODS} > DNS of pods > another name is asked for from the pod's own address, past the redirection`,
        `${CONFIG} > name servers and search list are those of this process`,
      ],
    },
    {
      behaviour: "Forwarded anew by name and type, through a cache; the answer without authority section",
      differs: {
        ambit:
          "the client's own bytes, under an id and from a port of their own, uncached; the answer as it is, but for AA",
        why: "options, flags and negative caching of the client work as without a proxy",
      },
      tests: [
        `${FORWARD} > what the mesh does not know > is asked with the client's own bytes, but under another id and from another port each time`,
        `${QUERY} > the answer comes back as it is, but for the id, the letters of the question and the authority`,
      ],
    },
    {
      behaviour: "Failed forwards have the name server's code, and no EDNS and RA",
      differs: { ambit: "the answer as it is", why: "as above" },
      tests: [
        `${FORWARD} > what the mesh does not know > has the name server's own answer when there is no such name`,
        `${FORWARD} > what the mesh does not know > has the name server's own answer when there is no records of that type`,
        `${FORWARD} > what the mesh does not know > has the name server's own answer when there is it cannot`,
      ],
    },
    {
      behaviour: "SERVFAIL where no name server answers",
      tests: [
        `${FORWARD} > a name server > that never answers costs the client its timeout, and then SERVFAIL`,
        `${FORWARD} > what the mesh does not know > has SERVFAIL where there is no name server`,
      ],
    },
    {
      behaviour: "An answer that comes back cut over UDP is asked for again over TCP",
      differs: { ambit: "the client is told, and asks over TCP", why: "it does so anyway" },
      tests: [
        `${FORWARD} > what the mesh does not know > comes cut over UDP if the name server cuts it, and whole over TCP`,
      ],
    },
    {
      behaviour: "Two name servers are asked at a time",
      differs: {
        ambit: "one, and after a second or an answer that does not help the next",
        why: "half the questions",
      },
      tests: [
        `${FORWARD} > a name server > that is silent gives way to the next after a second`,
        `${FORWARD} > a name server > that answers with code %i gives way to the next at once`,
      ],
    },
    {
      behaviour: "A missing resolv.conf is a panic",
      differs: {
        ambit: "a warning, and SERVFAIL for what the mesh does not know",
        why: "names of the mesh need no name server",
      },
      tests: [
        `${RESOLV} > resolv.conf > that is not there`,
        `${CONFIG} > warnings > DNS without a name server`,
      ],
    },
    {
      behaviour: "No on-demand xDS with the DNS proxy",
      differs: {
        ambit:
          "names are asked for; a ServiceEntry of a namespace that is neither the client's nor the preferred one is found once anything else has made it known",
        why: "on demand was of no use with the default configuration",
      },
      tests: [
        `${ONDEMAND} > in a mesh that is not known as a whole, a name > that the control plane does not know is forwarded, and not asked for again`,
      ],
    },
    {
      behaviour:
        "Host names of workloads: both families, ztunnel's own namespace and search list, remembered for as long as the records live, counted also when remembered",
      tests: [
        `${HOSTS} > a host name > is looked up in both families, and remembered as long as its records live`,
        `${HOSTS} > a host name > with few dots is searched first`,
        `${HOSTS} > a workload that has a host name and no address > is reached at an address of that name, and counted each time`,
      ],
    },
    {
      behaviour: "`/etc/hosts` is read for host names of workloads",
      absent: "it is not read: a file of the image that says nothing of the mesh",
      tests: [],
    },
    {
      behaviour: "Whatever is sent to it, the proxy answers others",
      tests: [
        `${HOSTILE} > any datagram`,
        `${HOSTILE} > any stream of bytes over TCP`,
        `${FORWARD} > bounds > more questions than may wait for name servers are answered with SERVFAIL, and the others in time`,
        `${FORWARD} > who is not the name server > is not believed with the right id from another address, nor with another id or question from the right one`,
      ],
    },
    {
      behaviour:
        "A pod that asks the cluster itself (`dnsPolicy`, captured or not) is served as without a mesh",
      tests: [
        `${NETNS} > DNS of pods in the mesh > is the cluster's for a pod that says so, and again for one that has left`,
      ],
    },
  ],
};
