/** Where the API server is and who we are to it. Files are read again while the program runs. */
export type KubeSource =
  /** A kubeconfig, with everything @kubernetes/client-node supports: client certificates, exec, OIDC, proxies. */
  | { readonly kind: "kubeconfig"; readonly path: string; readonly context?: string | undefined }
  /** The service account of the pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT. */
  | { readonly kind: "in-cluster"; readonly host: string; readonly port: string }
  | {
      readonly kind: "explicit";
      /** `https://127.0.0.1:6443`, or `http:` for a server without TLS. */
      readonly server: string;
      /** PEM. The system's roots when absent. */
      readonly caFile?: string | undefined;
      readonly tokenFile?: string | undefined;
      /** PEM, both or none. */
      readonly certificateFile?: string | undefined;
      readonly keyFile?: string | undefined;
      /** The name in the server's certificate, where it is not the one in `server`. */
      readonly tlsServerName?: string | undefined;
    };
