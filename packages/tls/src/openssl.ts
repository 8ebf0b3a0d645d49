/**
 * The OpenSSL functions this package calls; Node exports them from its own executable. Nothing here checks an
 * argument. What the headers define as macros is a control code below.
 */
import { NativeSymbols } from "@ambit/linux";

type Ints = (...values: number[]) => number;

export const opensslSymbols = new NativeSymbols();
const bind = (declaration: string): Ints => opensslSymbols.bind<Ints>(declaration);
const bindVoid = (declaration: string) => opensslSymbols.bind<(...values: number[]) => void>(declaration);

export const SSL_read = bind("int SSL_read(uintptr_t, uintptr_t, int)");
export const SSL_write = bind("int SSL_write(uintptr_t, uintptr_t, int)");
export const SSL_get_error = bind("int SSL_get_error(uintptr_t, int)");
export const SSL_do_handshake = bind("int SSL_do_handshake(uintptr_t)");
export const SSL_shutdown = bind("int SSL_shutdown(uintptr_t)");
export const ERR_clear_error = bindVoid("void ERR_clear_error(void)");
export const ERR_get_error = bind("unsigned long ERR_get_error(void)");
export const ERR_reason_error_string = opensslSymbols.bind<(code: number) => string | null>(
  "const char *ERR_reason_error_string(unsigned long)",
);

export const TLS_method = bind("uintptr_t TLS_method(void)");
export const SSL_CTX_new = bind("uintptr_t SSL_CTX_new(uintptr_t)");
export const SSL_CTX_up_ref = bind("int SSL_CTX_up_ref(uintptr_t)");
export const SSL_CTX_free = bindVoid("void SSL_CTX_free(uintptr_t)");
export const SSL_CTX_ctrl = bind("long SSL_CTX_ctrl(uintptr_t, int, long, uintptr_t)");
export const SSL_CTX_ctrl_text = opensslSymbols.bind<
  (context: number, command: number, argument: number, text: string) => number
>("long SSL_CTX_ctrl(uintptr_t, int, long, const char *)");
export const SSL_CTX_set_options = bind("uint64_t SSL_CTX_set_options(uintptr_t, uint64_t)");
export const SSL_CTX_set_ciphersuites = opensslSymbols.bind<(context: number, list: string) => number>(
  "int SSL_CTX_set_ciphersuites(uintptr_t, const char *)",
);
export const SSL_CTX_set_cipher_list = opensslSymbols.bind<(context: number, list: string) => number>(
  "int SSL_CTX_set_cipher_list(uintptr_t, const char *)",
);
export const SSL_CTX_set_verify = bindVoid("void SSL_CTX_set_verify(uintptr_t, int, uintptr_t)");
export const SSL_CTX_set_verify_depth = bindVoid("void SSL_CTX_set_verify_depth(uintptr_t, int)");
export const SSL_CTX_set1_cert_store = bindVoid("void SSL_CTX_set1_cert_store(uintptr_t, uintptr_t)");
export const SSL_CTX_use_certificate = bind("int SSL_CTX_use_certificate(uintptr_t, uintptr_t)");
export const SSL_CTX_use_PrivateKey = bind("int SSL_CTX_use_PrivateKey(uintptr_t, uintptr_t)");
export const SSL_CTX_check_private_key = bind("int SSL_CTX_check_private_key(uintptr_t)");
export const SSL_CTX_set_num_tickets = bind("int SSL_CTX_set_num_tickets(uintptr_t, size_t)");
export const SSL_CTX_set_alpn_protos = bind(
  "int SSL_CTX_set_alpn_protos(uintptr_t, uintptr_t, unsigned int)",
);
export const SSL_CTX_add_client_CA = bind("int SSL_CTX_add_client_CA(uintptr_t, uintptr_t)");
type SetCallback = (context: number, callback: bigint, argument: number) => void;
export const SSL_CTX_set_alpn_select_cb = opensslSymbols.bind<SetCallback>(
  "void SSL_CTX_set_alpn_select_cb(uintptr_t, uintptr_t, uintptr_t)",
);
export const SSL_CTX_set_cert_verify_callback = opensslSymbols.bind<SetCallback>(
  "void SSL_CTX_set_cert_verify_callback(uintptr_t, uintptr_t, uintptr_t)",
);
export const SSL_select_next_proto = bind(
  "int SSL_select_next_proto(uintptr_t, uintptr_t, uintptr_t, unsigned int, uintptr_t, unsigned int)",
);

export const SSL_new = bind("uintptr_t SSL_new(uintptr_t)");
export const SSL_free = bindVoid("void SSL_free(uintptr_t)");
export const SSL_free_buffers = bind("int SSL_free_buffers(uintptr_t)");
export const SSL_set_connect_state = bindVoid("void SSL_set_connect_state(uintptr_t)");
export const SSL_set_accept_state = bindVoid("void SSL_set_accept_state(uintptr_t)");
export const SSL_set0_rbio = bindVoid("void SSL_set0_rbio(uintptr_t, uintptr_t)");
export const SSL_set0_wbio = bindVoid("void SSL_set0_wbio(uintptr_t, uintptr_t)");
export const SSL_set_info_callback = opensslSymbols.bind<(ssl: number, callback: bigint) => void>(
  "void SSL_set_info_callback(uintptr_t, uintptr_t)",
);
export const SSL_get_version = opensslSymbols.bind<(ssl: number) => string>(
  "const char *SSL_get_version(uintptr_t)",
);
export const SSL_get_current_cipher = bind("uintptr_t SSL_get_current_cipher(uintptr_t)");
export const SSL_CIPHER_standard_name = opensslSymbols.bind<(cipher: number) => string | null>(
  "const char *SSL_CIPHER_standard_name(uintptr_t)",
);
export const SSL_get0_group_name = opensslSymbols.bind<(ssl: number) => string | null>(
  "const char *SSL_get0_group_name(uintptr_t)",
);
export const SSL_get0_alpn_selected = bindVoid(
  "void SSL_get0_alpn_selected(uintptr_t, uintptr_t, uintptr_t)",
);

export const BIO_new = bind("uintptr_t BIO_new(uintptr_t)");
export const BIO_s_mem = bind("uintptr_t BIO_s_mem(void)");
export const BIO_new_mem_buf = bind("uintptr_t BIO_new_mem_buf(uintptr_t, int)");
export const BIO_ctrl = bind("long BIO_ctrl(uintptr_t, int, long, uintptr_t)");
export const BIO_up_ref = bind("int BIO_up_ref(uintptr_t)");
export const BIO_free = bind("int BIO_free(uintptr_t)");
export const BIO_new_bio_pair = bind("int BIO_new_bio_pair(uintptr_t, size_t, uintptr_t, size_t)");
export const BIO_nread0 = bind("int BIO_nread0(uintptr_t, uintptr_t)");

export const PEM_read_bio_X509 = bind(
  "uintptr_t PEM_read_bio_X509(uintptr_t, uintptr_t, uintptr_t, uintptr_t)",
);
export const d2i_AutoPrivateKey = bind("uintptr_t d2i_AutoPrivateKey(uintptr_t, uintptr_t, long)");
export const i2d_X509 = bind("int i2d_X509(uintptr_t, uintptr_t)");
export const X509_free = bindVoid("void X509_free(uintptr_t)");
export const X509_self_signed = bind("int X509_self_signed(uintptr_t, int)");
export const EVP_PKEY_free = bindVoid("void EVP_PKEY_free(uintptr_t)");
export const X509_STORE_new = bind("uintptr_t X509_STORE_new(void)");
export const X509_STORE_free = bindVoid("void X509_STORE_free(uintptr_t)");
export const X509_STORE_set_flags = bind("int X509_STORE_set_flags(uintptr_t, unsigned long)");
export const X509_STORE_add_cert = bind("int X509_STORE_add_cert(uintptr_t, uintptr_t)");
export const X509_verify_cert = bind("int X509_verify_cert(uintptr_t)");
export const X509_verify_cert_error_string = opensslSymbols.bind<(error: number) => string>(
  "const char *X509_verify_cert_error_string(long)",
);
export const X509_STORE_CTX_get0_cert = bind("uintptr_t X509_STORE_CTX_get0_cert(uintptr_t)");
export const X509_STORE_CTX_get0_untrusted = bind("uintptr_t X509_STORE_CTX_get0_untrusted(uintptr_t)");
export const X509_STORE_CTX_get0_chain = bind("uintptr_t X509_STORE_CTX_get0_chain(uintptr_t)");
export const X509_STORE_CTX_get_error = bind("int X509_STORE_CTX_get_error(uintptr_t)");
export const X509_STORE_CTX_set_error = bindVoid("void X509_STORE_CTX_set_error(uintptr_t, int)");
export const OPENSSL_sk_num = bind("int OPENSSL_sk_num(uintptr_t)");
export const OPENSSL_sk_value = bind("uintptr_t OPENSSL_sk_value(uintptr_t, int)");
export const OPENSSL_version_major = bind("unsigned int OPENSSL_version_major(void)");

// Control codes of SSL_CTX_ctrl.
export const CTRL_MODE = 33;
export const CTRL_SESSION_CACHE_MODE = 44;
export const CTRL_CHAIN_CERT = 89;
export const CTRL_GROUPS_LIST = 92;
export const CTRL_MIN_PROTO_VERSION = 123;
export const CTRL_MAX_PROTO_VERSION = 124;

// Results of SSL_get_error.
export const ERROR_WANT_READ = 2;
export const ERROR_WANT_WRITE = 3;
export const ERROR_ZERO_RETURN = 6;

// Control codes of BIO_ctrl.
export const BIO_CTRL_RESET = 1;
export const BIO_CTRL_WPENDING = 13;
/** BIO_set_mem_buf: makes a memory BIO use a BUF_MEM of ours. */
export const BIO_CTRL_SET_BUF_MEM = 114;
/** BIO_set_mem_eof_return: what reading an empty memory BIO gives. */
export const BIO_CTRL_SET_MEM_EOF_RETURN = 130;
