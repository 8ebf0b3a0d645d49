{{/* Of all charts. The context is a chart's own root. */}}
{{- define "ambit.tag" -}}
{{ .Values.global.tag | default .Chart.AppVersion }}
{{- end }}

{{/* (list $ "controller"): image of a program, unless the chart names one. */}}
{{- define "ambit.image" -}}
{{- $root := index . 0 -}}
{{- $name := index . 1 -}}
{{- if contains "/" $root.Values.image -}}
{{ $root.Values.image }}
{{- else -}}
{{ $root.Values.global.hub }}/{{ $root.Values.image | default $name }}:{{ include "ambit.tag" $root }}
{{- end -}}
{{- end }}

{{- define "ambit.labels" -}}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/part-of: ambit
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "ambit.imagePullSecrets" -}}
{{- with .Values.global.imagePullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- end }}

{{/* Variables of `env`, sorted by name. */}}
{{- define "ambit.env" -}}
{{- range $name, $value := .Values.env }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}
