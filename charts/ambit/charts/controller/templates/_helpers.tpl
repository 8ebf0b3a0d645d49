{{- define "controller.revision" -}}
{{ .Values.revision | default "default" }}
{{- end }}

{{- define "controller.name" -}}
istiod{{ if .Values.revision }}-{{ .Values.revision }}{{ end }}
{{- end }}

{{- define "controller.labels" -}}
app: istiod
istio: pilot
istio.io/rev: {{ include "controller.revision" . }}
{{ include "ambit.labels" . }}
{{- end }}

{{- define "controller.selector" -}}
app: istiod
istio.io/rev: {{ include "controller.revision" . }}
{{- end }}
