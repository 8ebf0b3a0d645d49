{{- define "ztunnel.labels" -}}
app: ztunnel
{{ include "ambit.labels" . }}
{{- end }}

{{/* Address of the control plane. */}}
{{- define "ztunnel.controlPlane" -}}
istiod{{ if .Values.revision }}-{{ .Values.revision }}{{ end }}.{{ .Values.istioNamespace | default .Release.Namespace }}.svc:15012
{{- end }}
