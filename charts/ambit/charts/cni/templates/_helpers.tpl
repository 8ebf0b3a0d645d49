{{- define "cni.labels" -}}
k8s-app: istio-cni-node
{{ include "ambit.labels" . }}
{{- end }}

{{/* Where the nodes of the platform keep the programs of CNI plugins. */}}
{{- define "cni.binDir" -}}
{{- $platform := .Values.global.platform -}}
{{- if .Values.cniBinDir -}}
{{ .Values.cniBinDir }}
{{- else if eq $platform "gke" -}}
/home/kubernetes/bin
{{- else if eq $platform "k3d" -}}
/bin
{{- else if eq $platform "k3s" -}}
/var/lib/rancher/k3s/data/cni
{{- else if eq $platform "microk8s" -}}
/var/snap/microk8s/current/opt/cni/bin
{{- else if eq $platform "openshift" -}}
/var/lib/cni/bin
{{- else -}}
/opt/cni/bin
{{- end -}}
{{- end }}

{{- define "cni.confDir" -}}
{{- $platform := .Values.global.platform -}}
{{- if .Values.cniConfDir -}}
{{ .Values.cniConfDir }}
{{- else if or (eq $platform "k3d") (eq $platform "k3s") -}}
/var/lib/rancher/k3s/agent/etc/cni/net.d
{{- else if eq $platform "microk8s" -}}
/var/snap/microk8s/current/args/cni-network
{{- else if eq $platform "openshift" -}}
/etc/cni/multus/net.d
{{- else -}}
/etc/cni/net.d
{{- end -}}
{{- end }}

{{- define "cni.netnsDir" -}}
{{- if eq .Values.global.platform "minikube" -}}
/var/run/docker/netns
{{- else -}}
{{ .Values.cniNetnsDir }}
{{- end -}}
{{- end }}
