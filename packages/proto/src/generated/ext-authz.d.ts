import * as $protobuf from "protobufjs";
import Long = require("long");

/** Namespace envoy. */
export namespace envoy {

    /** Namespace service. */
    namespace service {

        /** Namespace auth. */
        namespace auth {

            /** Namespace v3. */
            namespace v3 {

                /**
                 * Properties of a CheckRequest.
                 * @deprecated Use envoy.service.auth.v3.CheckRequest.$Properties instead.
                 */
                interface ICheckRequest extends envoy.service.auth.v3.CheckRequest.$Properties {
                }

                /** Represents a CheckRequest. */
                class CheckRequest {

                    /**
                     * Constructs a new CheckRequest.
                     * @param [properties] Properties to set
                     */
                    constructor(properties?: envoy.service.auth.v3.CheckRequest.$Properties);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];

                    /** CheckRequest attributes. */
                    attributes?: (envoy.service.auth.v3.AttributeContext.$Properties|null);

                    /**
                     * Encodes the specified CheckRequest message. Does not implicitly {@link envoy.service.auth.v3.CheckRequest.verify|verify} messages.
                     * @param message CheckRequest message or plain object to encode
                     * @param [writer] Writer to encode to
                     * @returns Writer
                     */
                    static encode(message: envoy.service.auth.v3.CheckRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                    /**
                     * Decodes a CheckRequest message from the specified reader or buffer.
                     * @param reader Reader or buffer to decode from
                     * @param [length] Message length if known beforehand
                     * @returns {envoy.service.auth.v3.CheckRequest & envoy.service.auth.v3.CheckRequest.$Shape} CheckRequest
                     * @throws {Error} If the payload is not a reader or valid buffer
                     * @throws {$protobuf.util.ProtocolError} If required fields are missing
                     */
                    static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): envoy.service.auth.v3.CheckRequest & envoy.service.auth.v3.CheckRequest.$Shape;

                    /**
                     * Creates a CheckRequest message from a plain object. Also converts values to their respective internal types.
                     * @param object Plain object
                     * @returns CheckRequest
                     */
                    static fromObject(object: { [k: string]: any }): envoy.service.auth.v3.CheckRequest;

                    /**
                     * Creates a plain object from a CheckRequest message. Also converts values to other types if specified.
                     * @param message CheckRequest
                     * @param [options] Conversion options
                     * @returns Plain object
                     */
                    static toObject(message: envoy.service.auth.v3.CheckRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                    /**
                     * Converts this CheckRequest to JSON.
                     * @returns JSON object
                     */
                    toJSON(): { [k: string]: any };
                }

                namespace CheckRequest {

                    /** Properties of a CheckRequest. */
                    interface $Properties {

                        /** CheckRequest attributes */
                        attributes?: (envoy.service.auth.v3.AttributeContext.$Properties|null);

                        /** Unknown fields preserved while decoding when enabled */
                        $unknowns?: Uint8Array[];
                    }

                    /** Shape of a CheckRequest. */
                    type $Shape = envoy.service.auth.v3.CheckRequest.$Properties;
                }

                /**
                 * Properties of an AttributeContext.
                 * @deprecated Use envoy.service.auth.v3.AttributeContext.$Properties instead.
                 */
                interface IAttributeContext extends envoy.service.auth.v3.AttributeContext.$Properties {
                }

                /** Represents an AttributeContext. */
                class AttributeContext {

                    /**
                     * Constructs a new AttributeContext.
                     * @param [properties] Properties to set
                     */
                    constructor(properties?: envoy.service.auth.v3.AttributeContext.$Properties);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];

                    /** AttributeContext source. */
                    source?: (envoy.service.auth.v3.AttributeContext.Peer.$Properties|null);

                    /** AttributeContext destination. */
                    destination?: (envoy.service.auth.v3.AttributeContext.Peer.$Properties|null);

                    /** AttributeContext request. */
                    request?: (envoy.service.auth.v3.AttributeContext.Request.$Properties|null);

                    /**
                     * Encodes the specified AttributeContext message. Does not implicitly {@link envoy.service.auth.v3.AttributeContext.verify|verify} messages.
                     * @param message AttributeContext message or plain object to encode
                     * @param [writer] Writer to encode to
                     * @returns Writer
                     */
                    static encode(message: envoy.service.auth.v3.AttributeContext.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                    /**
                     * Decodes an AttributeContext message from the specified reader or buffer.
                     * @param reader Reader or buffer to decode from
                     * @param [length] Message length if known beforehand
                     * @returns {envoy.service.auth.v3.AttributeContext & envoy.service.auth.v3.AttributeContext.$Shape} AttributeContext
                     * @throws {Error} If the payload is not a reader or valid buffer
                     * @throws {$protobuf.util.ProtocolError} If required fields are missing
                     */
                    static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): envoy.service.auth.v3.AttributeContext & envoy.service.auth.v3.AttributeContext.$Shape;

                    /**
                     * Creates an AttributeContext message from a plain object. Also converts values to their respective internal types.
                     * @param object Plain object
                     * @returns AttributeContext
                     */
                    static fromObject(object: { [k: string]: any }): envoy.service.auth.v3.AttributeContext;

                    /**
                     * Creates a plain object from an AttributeContext message. Also converts values to other types if specified.
                     * @param message AttributeContext
                     * @param [options] Conversion options
                     * @returns Plain object
                     */
                    static toObject(message: envoy.service.auth.v3.AttributeContext, options?: $protobuf.IConversionOptions): { [k: string]: any };

                    /**
                     * Converts this AttributeContext to JSON.
                     * @returns JSON object
                     */
                    toJSON(): { [k: string]: any };
                }

                namespace AttributeContext {

                    /** Properties of an AttributeContext. */
                    interface $Properties {

                        /** AttributeContext source */
                        source?: (envoy.service.auth.v3.AttributeContext.Peer.$Properties|null);

                        /** AttributeContext destination */
                        destination?: (envoy.service.auth.v3.AttributeContext.Peer.$Properties|null);

                        /** AttributeContext request */
                        request?: (envoy.service.auth.v3.AttributeContext.Request.$Properties|null);

                        /** Unknown fields preserved while decoding when enabled */
                        $unknowns?: Uint8Array[];
                    }

                    /** Shape of an AttributeContext. */
                    type $Shape = envoy.service.auth.v3.AttributeContext.$Properties;

                    /**
                     * Properties of a Peer.
                     * @deprecated Use envoy.service.auth.v3.AttributeContext.Peer.$Properties instead.
                     */
                    interface IPeer extends envoy.service.auth.v3.AttributeContext.Peer.$Properties {
                    }

                    /** Represents a Peer. */
                    class Peer {

                        /**
                         * Constructs a new Peer.
                         * @param [properties] Properties to set
                         */
                        constructor(properties?: envoy.service.auth.v3.AttributeContext.Peer.$Properties);

                        /** Unknown fields preserved while decoding when enabled */
                        $unknowns?: Uint8Array[];

                        /** Peer address. */
                        address?: (envoy.service.auth.v3.Address.$Properties|null);

                        /** Peer principal. */
                        principal: string;

                        /**
                         * Encodes the specified Peer message. Does not implicitly {@link envoy.service.auth.v3.AttributeContext.Peer.verify|verify} messages.
                         * @param message Peer message or plain object to encode
                         * @param [writer] Writer to encode to
                         * @returns Writer
                         */
                        static encode(message: envoy.service.auth.v3.AttributeContext.Peer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                        /**
                         * Decodes a Peer message from the specified reader or buffer.
                         * @param reader Reader or buffer to decode from
                         * @param [length] Message length if known beforehand
                         * @returns {envoy.service.auth.v3.AttributeContext.Peer & envoy.service.auth.v3.AttributeContext.Peer.$Shape} Peer
                         * @throws {Error} If the payload is not a reader or valid buffer
                         * @throws {$protobuf.util.ProtocolError} If required fields are missing
                         */
                        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): envoy.service.auth.v3.AttributeContext.Peer & envoy.service.auth.v3.AttributeContext.Peer.$Shape;

                        /**
                         * Creates a Peer message from a plain object. Also converts values to their respective internal types.
                         * @param object Plain object
                         * @returns Peer
                         */
                        static fromObject(object: { [k: string]: any }): envoy.service.auth.v3.AttributeContext.Peer;

                        /**
                         * Creates a plain object from a Peer message. Also converts values to other types if specified.
                         * @param message Peer
                         * @param [options] Conversion options
                         * @returns Plain object
                         */
                        static toObject(message: envoy.service.auth.v3.AttributeContext.Peer, options?: $protobuf.IConversionOptions): { [k: string]: any };

                        /**
                         * Converts this Peer to JSON.
                         * @returns JSON object
                         */
                        toJSON(): { [k: string]: any };
                    }

                    namespace Peer {

                        /** Properties of a Peer. */
                        interface $Properties {

                            /** Peer address */
                            address?: (envoy.service.auth.v3.Address.$Properties|null);

                            /** Peer principal */
                            principal?: (string|null);

                            /** Unknown fields preserved while decoding when enabled */
                            $unknowns?: Uint8Array[];
                        }

                        /** Shape of a Peer. */
                        type $Shape = envoy.service.auth.v3.AttributeContext.Peer.$Properties;
                    }

                    /**
                     * Properties of a Request.
                     * @deprecated Use envoy.service.auth.v3.AttributeContext.Request.$Properties instead.
                     */
                    interface IRequest extends envoy.service.auth.v3.AttributeContext.Request.$Properties {
                    }

                    /** Represents a Request. */
                    class Request {

                        /**
                         * Constructs a new Request.
                         * @param [properties] Properties to set
                         */
                        constructor(properties?: envoy.service.auth.v3.AttributeContext.Request.$Properties);

                        /** Unknown fields preserved while decoding when enabled */
                        $unknowns?: Uint8Array[];

                        /** Request time. */
                        time?: (envoy.service.auth.v3.Timestamp.$Properties|null);

                        /** Request http. */
                        http?: (envoy.service.auth.v3.AttributeContext.HttpRequest.$Properties|null);

                        /**
                         * Encodes the specified Request message. Does not implicitly {@link envoy.service.auth.v3.AttributeContext.Request.verify|verify} messages.
                         * @param message Request message or plain object to encode
                         * @param [writer] Writer to encode to
                         * @returns Writer
                         */
                        static encode(message: envoy.service.auth.v3.AttributeContext.Request.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                        /**
                         * Decodes a Request message from the specified reader or buffer.
                         * @param reader Reader or buffer to decode from
                         * @param [length] Message length if known beforehand
                         * @returns {envoy.service.auth.v3.AttributeContext.Request & envoy.service.auth.v3.AttributeContext.Request.$Shape} Request
                         * @throws {Error} If the payload is not a reader or valid buffer
                         * @throws {$protobuf.util.ProtocolError} If required fields are missing
                         */
                        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): envoy.service.auth.v3.AttributeContext.Request & envoy.service.auth.v3.AttributeContext.Request.$Shape;

                        /**
                         * Creates a Request message from a plain object. Also converts values to their respective internal types.
                         * @param object Plain object
                         * @returns Request
                         */
                        static fromObject(object: { [k: string]: any }): envoy.service.auth.v3.AttributeContext.Request;

                        /**
                         * Creates a plain object from a Request message. Also converts values to other types if specified.
                         * @param message Request
                         * @param [options] Conversion options
                         * @returns Plain object
                         */
                        static toObject(message: envoy.service.auth.v3.AttributeContext.Request, options?: $protobuf.IConversionOptions): { [k: string]: any };

                        /**
                         * Converts this Request to JSON.
                         * @returns JSON object
                         */
                        toJSON(): { [k: string]: any };
                    }

                    namespace Request {

                        /** Properties of a Request. */
                        interface $Properties {

                            /** Request time */
                            time?: (envoy.service.auth.v3.Timestamp.$Properties|null);

                            /** Request http */
                            http?: (envoy.service.auth.v3.AttributeContext.HttpRequest.$Properties|null);

                            /** Unknown fields preserved while decoding when enabled */
                            $unknowns?: Uint8Array[];
                        }

                        /** Shape of a Request. */
                        type $Shape = envoy.service.auth.v3.AttributeContext.Request.$Properties;
                    }

                    /**
                     * Properties of a HttpRequest.
                     * @deprecated Use envoy.service.auth.v3.AttributeContext.HttpRequest.$Properties instead.
                     */
                    interface IHttpRequest extends envoy.service.auth.v3.AttributeContext.HttpRequest.$Properties {
                    }

                    /** Represents a HttpRequest. */
                    class HttpRequest {

                        /**
                         * Constructs a new HttpRequest.
                         * @param [properties] Properties to set
                         */
                        constructor(properties?: envoy.service.auth.v3.AttributeContext.HttpRequest.$Properties);

                        /** Unknown fields preserved while decoding when enabled */
                        $unknowns?: Uint8Array[];

                        /** HttpRequest id. */
                        id: string;

                        /** HttpRequest method. */
                        method: string;

                        /** HttpRequest headers. */
                        headers: { [k: string]: string };

                        /** HttpRequest path. */
                        path: string;

                        /** HttpRequest host. */
                        host: string;

                        /** HttpRequest scheme. */
                        scheme: string;

                        /** HttpRequest size. */
                        size: number;

                        /** HttpRequest protocol. */
                        protocol: string;

                        /** HttpRequest body. */
                        body: string;

                        /** HttpRequest rawBody. */
                        rawBody: Uint8Array;

                        /**
                         * Encodes the specified HttpRequest message. Does not implicitly {@link envoy.service.auth.v3.AttributeContext.HttpRequest.verify|verify} messages.
                         * @param message HttpRequest message or plain object to encode
                         * @param [writer] Writer to encode to
                         * @returns Writer
                         */
                        static encode(message: envoy.service.auth.v3.AttributeContext.HttpRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                        /**
                         * Decodes a HttpRequest message from the specified reader or buffer.
                         * @param reader Reader or buffer to decode from
                         * @param [length] Message length if known beforehand
                         * @returns {envoy.service.auth.v3.AttributeContext.HttpRequest & envoy.service.auth.v3.AttributeContext.HttpRequest.$Shape} HttpRequest
                         * @throws {Error} If the payload is not a reader or valid buffer
                         * @throws {$protobuf.util.ProtocolError} If required fields are missing
                         */
                        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): envoy.service.auth.v3.AttributeContext.HttpRequest & envoy.service.auth.v3.AttributeContext.HttpRequest.$Shape;

                        /**
                         * Creates a HttpRequest message from a plain object. Also converts values to their respective internal types.
                         * @param object Plain object
                         * @returns HttpRequest
                         */
                        static fromObject(object: { [k: string]: any }): envoy.service.auth.v3.AttributeContext.HttpRequest;

                        /**
                         * Creates a plain object from a HttpRequest message. Also converts values to other types if specified.
                         * @param message HttpRequest
                         * @param [options] Conversion options
                         * @returns Plain object
                         */
                        static toObject(message: envoy.service.auth.v3.AttributeContext.HttpRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                        /**
                         * Converts this HttpRequest to JSON.
                         * @returns JSON object
                         */
                        toJSON(): { [k: string]: any };
                    }

                    namespace HttpRequest {

                        /** Properties of a HttpRequest. */
                        interface $Properties {

                            /** HttpRequest id */
                            id?: (string|null);

                            /** HttpRequest method */
                            method?: (string|null);

                            /** HttpRequest headers */
                            headers?: ({ [k: string]: string }|null);

                            /** HttpRequest path */
                            path?: (string|null);

                            /** HttpRequest host */
                            host?: (string|null);

                            /** HttpRequest scheme */
                            scheme?: (string|null);

                            /** HttpRequest size */
                            size?: (number|null);

                            /** HttpRequest protocol */
                            protocol?: (string|null);

                            /** HttpRequest body */
                            body?: (string|null);

                            /** HttpRequest rawBody */
                            rawBody?: (Uint8Array|null);

                            /** Unknown fields preserved while decoding when enabled */
                            $unknowns?: Uint8Array[];
                        }

                        /** Shape of a HttpRequest. */
                        type $Shape = envoy.service.auth.v3.AttributeContext.HttpRequest.$Properties;
                    }
                }

                /**
                 * Properties of a Timestamp.
                 * @deprecated Use envoy.service.auth.v3.Timestamp.$Properties instead.
                 */
                interface ITimestamp extends envoy.service.auth.v3.Timestamp.$Properties {
                }

                /** Represents a Timestamp. */
                class Timestamp {

                    /**
                     * Constructs a new Timestamp.
                     * @param [properties] Properties to set
                     */
                    constructor(properties?: envoy.service.auth.v3.Timestamp.$Properties);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];

                    /** Timestamp seconds. */
                    seconds: number;

                    /** Timestamp nanos. */
                    nanos: number;

                    /**
                     * Encodes the specified Timestamp message. Does not implicitly {@link envoy.service.auth.v3.Timestamp.verify|verify} messages.
                     * @param message Timestamp message or plain object to encode
                     * @param [writer] Writer to encode to
                     * @returns Writer
                     */
                    static encode(message: envoy.service.auth.v3.Timestamp.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                    /**
                     * Decodes a Timestamp message from the specified reader or buffer.
                     * @param reader Reader or buffer to decode from
                     * @param [length] Message length if known beforehand
                     * @returns {envoy.service.auth.v3.Timestamp & envoy.service.auth.v3.Timestamp.$Shape} Timestamp
                     * @throws {Error} If the payload is not a reader or valid buffer
                     * @throws {$protobuf.util.ProtocolError} If required fields are missing
                     */
                    static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): envoy.service.auth.v3.Timestamp & envoy.service.auth.v3.Timestamp.$Shape;

                    /**
                     * Creates a Timestamp message from a plain object. Also converts values to their respective internal types.
                     * @param object Plain object
                     * @returns Timestamp
                     */
                    static fromObject(object: { [k: string]: any }): envoy.service.auth.v3.Timestamp;

                    /**
                     * Creates a plain object from a Timestamp message. Also converts values to other types if specified.
                     * @param message Timestamp
                     * @param [options] Conversion options
                     * @returns Plain object
                     */
                    static toObject(message: envoy.service.auth.v3.Timestamp, options?: $protobuf.IConversionOptions): { [k: string]: any };

                    /**
                     * Converts this Timestamp to JSON.
                     * @returns JSON object
                     */
                    toJSON(): { [k: string]: any };
                }

                namespace Timestamp {

                    /** Properties of a Timestamp. */
                    interface $Properties {

                        /** Timestamp seconds */
                        seconds?: (number|null);

                        /** Timestamp nanos */
                        nanos?: (number|null);

                        /** Unknown fields preserved while decoding when enabled */
                        $unknowns?: Uint8Array[];
                    }

                    /** Shape of a Timestamp. */
                    type $Shape = envoy.service.auth.v3.Timestamp.$Properties;
                }

                /**
                 * Properties of an Address.
                 * @deprecated Use envoy.service.auth.v3.Address.$Properties instead.
                 */
                interface IAddress extends envoy.service.auth.v3.Address.$Properties {
                }

                /** Represents an Address. */
                class Address {

                    /**
                     * Constructs a new Address.
                     * @param [properties] Properties to set
                     */
                    constructor(properties?: envoy.service.auth.v3.Address.$Properties);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];

                    /** Address socketAddress. */
                    socketAddress?: (envoy.service.auth.v3.SocketAddress.$Properties|null);

                    /**
                     * Encodes the specified Address message. Does not implicitly {@link envoy.service.auth.v3.Address.verify|verify} messages.
                     * @param message Address message or plain object to encode
                     * @param [writer] Writer to encode to
                     * @returns Writer
                     */
                    static encode(message: envoy.service.auth.v3.Address.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                    /**
                     * Decodes an Address message from the specified reader or buffer.
                     * @param reader Reader or buffer to decode from
                     * @param [length] Message length if known beforehand
                     * @returns {envoy.service.auth.v3.Address & envoy.service.auth.v3.Address.$Shape} Address
                     * @throws {Error} If the payload is not a reader or valid buffer
                     * @throws {$protobuf.util.ProtocolError} If required fields are missing
                     */
                    static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): envoy.service.auth.v3.Address & envoy.service.auth.v3.Address.$Shape;

                    /**
                     * Creates an Address message from a plain object. Also converts values to their respective internal types.
                     * @param object Plain object
                     * @returns Address
                     */
                    static fromObject(object: { [k: string]: any }): envoy.service.auth.v3.Address;

                    /**
                     * Creates a plain object from an Address message. Also converts values to other types if specified.
                     * @param message Address
                     * @param [options] Conversion options
                     * @returns Plain object
                     */
                    static toObject(message: envoy.service.auth.v3.Address, options?: $protobuf.IConversionOptions): { [k: string]: any };

                    /**
                     * Converts this Address to JSON.
                     * @returns JSON object
                     */
                    toJSON(): { [k: string]: any };
                }

                namespace Address {

                    /** Properties of an Address. */
                    interface $Properties {

                        /** Address socketAddress */
                        socketAddress?: (envoy.service.auth.v3.SocketAddress.$Properties|null);

                        /** Unknown fields preserved while decoding when enabled */
                        $unknowns?: Uint8Array[];
                    }

                    /** Shape of an Address. */
                    type $Shape = envoy.service.auth.v3.Address.$Properties;
                }

                /**
                 * Properties of a SocketAddress.
                 * @deprecated Use envoy.service.auth.v3.SocketAddress.$Properties instead.
                 */
                interface ISocketAddress extends envoy.service.auth.v3.SocketAddress.$Properties {
                }

                /** Represents a SocketAddress. */
                class SocketAddress {

                    /**
                     * Constructs a new SocketAddress.
                     * @param [properties] Properties to set
                     */
                    constructor(properties?: envoy.service.auth.v3.SocketAddress.$Properties);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];

                    /** SocketAddress address. */
                    address: string;

                    /** SocketAddress portValue. */
                    portValue: number;

                    /**
                     * Encodes the specified SocketAddress message. Does not implicitly {@link envoy.service.auth.v3.SocketAddress.verify|verify} messages.
                     * @param message SocketAddress message or plain object to encode
                     * @param [writer] Writer to encode to
                     * @returns Writer
                     */
                    static encode(message: envoy.service.auth.v3.SocketAddress.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                    /**
                     * Decodes a SocketAddress message from the specified reader or buffer.
                     * @param reader Reader or buffer to decode from
                     * @param [length] Message length if known beforehand
                     * @returns {envoy.service.auth.v3.SocketAddress & envoy.service.auth.v3.SocketAddress.$Shape} SocketAddress
                     * @throws {Error} If the payload is not a reader or valid buffer
                     * @throws {$protobuf.util.ProtocolError} If required fields are missing
                     */
                    static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): envoy.service.auth.v3.SocketAddress & envoy.service.auth.v3.SocketAddress.$Shape;

                    /**
                     * Creates a SocketAddress message from a plain object. Also converts values to their respective internal types.
                     * @param object Plain object
                     * @returns SocketAddress
                     */
                    static fromObject(object: { [k: string]: any }): envoy.service.auth.v3.SocketAddress;

                    /**
                     * Creates a plain object from a SocketAddress message. Also converts values to other types if specified.
                     * @param message SocketAddress
                     * @param [options] Conversion options
                     * @returns Plain object
                     */
                    static toObject(message: envoy.service.auth.v3.SocketAddress, options?: $protobuf.IConversionOptions): { [k: string]: any };

                    /**
                     * Converts this SocketAddress to JSON.
                     * @returns JSON object
                     */
                    toJSON(): { [k: string]: any };
                }

                namespace SocketAddress {

                    /** Properties of a SocketAddress. */
                    interface $Properties {

                        /** SocketAddress address */
                        address?: (string|null);

                        /** SocketAddress portValue */
                        portValue?: (number|null);

                        /** Unknown fields preserved while decoding when enabled */
                        $unknowns?: Uint8Array[];
                    }

                    /** Shape of a SocketAddress. */
                    type $Shape = envoy.service.auth.v3.SocketAddress.$Properties;
                }

                /**
                 * Properties of a CheckResponse.
                 * @deprecated Use envoy.service.auth.v3.CheckResponse.$Properties instead.
                 */
                interface ICheckResponse extends envoy.service.auth.v3.CheckResponse.$Properties {
                }

                /** Represents a CheckResponse. */
                class CheckResponse {

                    /**
                     * Constructs a new CheckResponse.
                     * @param [properties] Properties to set
                     */
                    constructor(properties?: envoy.service.auth.v3.CheckResponse.$Properties);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];

                    /** CheckResponse status. */
                    status?: (envoy.service.auth.v3.Status.$Properties|null);

                    /** CheckResponse deniedResponse. */
                    deniedResponse?: (envoy.service.auth.v3.DeniedHttpResponse.$Properties|null);

                    /** CheckResponse okResponse. */
                    okResponse?: (envoy.service.auth.v3.OkHttpResponse.$Properties|null);

                    /** CheckResponse httpResponse. */
                    httpResponse?: ("deniedResponse"|"okResponse");

                    /**
                     * Encodes the specified CheckResponse message. Does not implicitly {@link envoy.service.auth.v3.CheckResponse.verify|verify} messages.
                     * @param message CheckResponse message or plain object to encode
                     * @param [writer] Writer to encode to
                     * @returns Writer
                     */
                    static encode(message: envoy.service.auth.v3.CheckResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                    /**
                     * Decodes a CheckResponse message from the specified reader or buffer.
                     * @param reader Reader or buffer to decode from
                     * @param [length] Message length if known beforehand
                     * @returns {envoy.service.auth.v3.CheckResponse & envoy.service.auth.v3.CheckResponse.$Shape} CheckResponse
                     * @throws {Error} If the payload is not a reader or valid buffer
                     * @throws {$protobuf.util.ProtocolError} If required fields are missing
                     */
                    static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): envoy.service.auth.v3.CheckResponse & envoy.service.auth.v3.CheckResponse.$Shape;

                    /**
                     * Creates a CheckResponse message from a plain object. Also converts values to their respective internal types.
                     * @param object Plain object
                     * @returns CheckResponse
                     */
                    static fromObject(object: { [k: string]: any }): envoy.service.auth.v3.CheckResponse;

                    /**
                     * Creates a plain object from a CheckResponse message. Also converts values to other types if specified.
                     * @param message CheckResponse
                     * @param [options] Conversion options
                     * @returns Plain object
                     */
                    static toObject(message: envoy.service.auth.v3.CheckResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                    /**
                     * Converts this CheckResponse to JSON.
                     * @returns JSON object
                     */
                    toJSON(): { [k: string]: any };
                }

                namespace CheckResponse {

                    /** Properties of a CheckResponse. */
                    interface $Properties {

                        /** CheckResponse status */
                        status?: (envoy.service.auth.v3.Status.$Properties|null);

                        /** CheckResponse deniedResponse */
                        deniedResponse?: (envoy.service.auth.v3.DeniedHttpResponse.$Properties|null);

                        /** CheckResponse okResponse */
                        okResponse?: (envoy.service.auth.v3.OkHttpResponse.$Properties|null);

                        /** CheckResponse httpResponse */
                        httpResponse?: ("deniedResponse"|"okResponse");

                        /** Unknown fields preserved while decoding when enabled */
                        $unknowns?: Uint8Array[];
                    }

                    /** Narrowed shape of a CheckResponse. */
                    type $Shape = {
                      status?: envoy.service.auth.v3.Status.$Shape|null;
                      deniedResponse?: envoy.service.auth.v3.DeniedHttpResponse.$Shape|null;
                      okResponse?: envoy.service.auth.v3.OkHttpResponse.$Shape|null;
                      $unknowns?: Uint8Array[];
                    } & (
                      ({ httpResponse?: undefined; deniedResponse?: null; okResponse?: null }|{ httpResponse?: "deniedResponse"; deniedResponse: envoy.service.auth.v3.DeniedHttpResponse.$Shape; okResponse?: null }|{ httpResponse?: "okResponse"; deniedResponse?: null; okResponse: envoy.service.auth.v3.OkHttpResponse.$Shape })
                    );
                }

                /**
                 * Properties of a Status.
                 * @deprecated Use envoy.service.auth.v3.Status.$Properties instead.
                 */
                interface IStatus extends envoy.service.auth.v3.Status.$Properties {
                }

                /** Represents a Status. */
                class Status {

                    /**
                     * Constructs a new Status.
                     * @param [properties] Properties to set
                     */
                    constructor(properties?: envoy.service.auth.v3.Status.$Properties);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];

                    /** Status code. */
                    code: number;

                    /**
                     * Encodes the specified Status message. Does not implicitly {@link envoy.service.auth.v3.Status.verify|verify} messages.
                     * @param message Status message or plain object to encode
                     * @param [writer] Writer to encode to
                     * @returns Writer
                     */
                    static encode(message: envoy.service.auth.v3.Status.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                    /**
                     * Decodes a Status message from the specified reader or buffer.
                     * @param reader Reader or buffer to decode from
                     * @param [length] Message length if known beforehand
                     * @returns {envoy.service.auth.v3.Status & envoy.service.auth.v3.Status.$Shape} Status
                     * @throws {Error} If the payload is not a reader or valid buffer
                     * @throws {$protobuf.util.ProtocolError} If required fields are missing
                     */
                    static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): envoy.service.auth.v3.Status & envoy.service.auth.v3.Status.$Shape;

                    /**
                     * Creates a Status message from a plain object. Also converts values to their respective internal types.
                     * @param object Plain object
                     * @returns Status
                     */
                    static fromObject(object: { [k: string]: any }): envoy.service.auth.v3.Status;

                    /**
                     * Creates a plain object from a Status message. Also converts values to other types if specified.
                     * @param message Status
                     * @param [options] Conversion options
                     * @returns Plain object
                     */
                    static toObject(message: envoy.service.auth.v3.Status, options?: $protobuf.IConversionOptions): { [k: string]: any };

                    /**
                     * Converts this Status to JSON.
                     * @returns JSON object
                     */
                    toJSON(): { [k: string]: any };
                }

                namespace Status {

                    /** Properties of a Status. */
                    interface $Properties {

                        /** Status code */
                        code?: (number|null);

                        /** Unknown fields preserved while decoding when enabled */
                        $unknowns?: Uint8Array[];
                    }

                    /** Shape of a Status. */
                    type $Shape = envoy.service.auth.v3.Status.$Properties;
                }

                /**
                 * Properties of a DeniedHttpResponse.
                 * @deprecated Use envoy.service.auth.v3.DeniedHttpResponse.$Properties instead.
                 */
                interface IDeniedHttpResponse extends envoy.service.auth.v3.DeniedHttpResponse.$Properties {
                }

                /** Represents a DeniedHttpResponse. */
                class DeniedHttpResponse {

                    /**
                     * Constructs a new DeniedHttpResponse.
                     * @param [properties] Properties to set
                     */
                    constructor(properties?: envoy.service.auth.v3.DeniedHttpResponse.$Properties);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];

                    /** DeniedHttpResponse status. */
                    status?: (envoy.service.auth.v3.HttpStatus.$Properties|null);

                    /** DeniedHttpResponse headers. */
                    headers: envoy.service.auth.v3.HeaderValueOption.$Properties[];

                    /** DeniedHttpResponse body. */
                    body: string;

                    /**
                     * Encodes the specified DeniedHttpResponse message. Does not implicitly {@link envoy.service.auth.v3.DeniedHttpResponse.verify|verify} messages.
                     * @param message DeniedHttpResponse message or plain object to encode
                     * @param [writer] Writer to encode to
                     * @returns Writer
                     */
                    static encode(message: envoy.service.auth.v3.DeniedHttpResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                    /**
                     * Decodes a DeniedHttpResponse message from the specified reader or buffer.
                     * @param reader Reader or buffer to decode from
                     * @param [length] Message length if known beforehand
                     * @returns {envoy.service.auth.v3.DeniedHttpResponse & envoy.service.auth.v3.DeniedHttpResponse.$Shape} DeniedHttpResponse
                     * @throws {Error} If the payload is not a reader or valid buffer
                     * @throws {$protobuf.util.ProtocolError} If required fields are missing
                     */
                    static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): envoy.service.auth.v3.DeniedHttpResponse & envoy.service.auth.v3.DeniedHttpResponse.$Shape;

                    /**
                     * Creates a DeniedHttpResponse message from a plain object. Also converts values to their respective internal types.
                     * @param object Plain object
                     * @returns DeniedHttpResponse
                     */
                    static fromObject(object: { [k: string]: any }): envoy.service.auth.v3.DeniedHttpResponse;

                    /**
                     * Creates a plain object from a DeniedHttpResponse message. Also converts values to other types if specified.
                     * @param message DeniedHttpResponse
                     * @param [options] Conversion options
                     * @returns Plain object
                     */
                    static toObject(message: envoy.service.auth.v3.DeniedHttpResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                    /**
                     * Converts this DeniedHttpResponse to JSON.
                     * @returns JSON object
                     */
                    toJSON(): { [k: string]: any };
                }

                namespace DeniedHttpResponse {

                    /** Properties of a DeniedHttpResponse. */
                    interface $Properties {

                        /** DeniedHttpResponse status */
                        status?: (envoy.service.auth.v3.HttpStatus.$Properties|null);

                        /** DeniedHttpResponse headers */
                        headers?: (envoy.service.auth.v3.HeaderValueOption.$Properties[]|null);

                        /** DeniedHttpResponse body */
                        body?: (string|null);

                        /** Unknown fields preserved while decoding when enabled */
                        $unknowns?: Uint8Array[];
                    }

                    /** Shape of a DeniedHttpResponse. */
                    type $Shape = envoy.service.auth.v3.DeniedHttpResponse.$Properties;
                }

                /**
                 * Properties of a HttpStatus.
                 * @deprecated Use envoy.service.auth.v3.HttpStatus.$Properties instead.
                 */
                interface IHttpStatus extends envoy.service.auth.v3.HttpStatus.$Properties {
                }

                /** Represents a HttpStatus. */
                class HttpStatus {

                    /**
                     * Constructs a new HttpStatus.
                     * @param [properties] Properties to set
                     */
                    constructor(properties?: envoy.service.auth.v3.HttpStatus.$Properties);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];

                    /** HttpStatus code. */
                    code: number;

                    /**
                     * Encodes the specified HttpStatus message. Does not implicitly {@link envoy.service.auth.v3.HttpStatus.verify|verify} messages.
                     * @param message HttpStatus message or plain object to encode
                     * @param [writer] Writer to encode to
                     * @returns Writer
                     */
                    static encode(message: envoy.service.auth.v3.HttpStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                    /**
                     * Decodes a HttpStatus message from the specified reader or buffer.
                     * @param reader Reader or buffer to decode from
                     * @param [length] Message length if known beforehand
                     * @returns {envoy.service.auth.v3.HttpStatus & envoy.service.auth.v3.HttpStatus.$Shape} HttpStatus
                     * @throws {Error} If the payload is not a reader or valid buffer
                     * @throws {$protobuf.util.ProtocolError} If required fields are missing
                     */
                    static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): envoy.service.auth.v3.HttpStatus & envoy.service.auth.v3.HttpStatus.$Shape;

                    /**
                     * Creates a HttpStatus message from a plain object. Also converts values to their respective internal types.
                     * @param object Plain object
                     * @returns HttpStatus
                     */
                    static fromObject(object: { [k: string]: any }): envoy.service.auth.v3.HttpStatus;

                    /**
                     * Creates a plain object from a HttpStatus message. Also converts values to other types if specified.
                     * @param message HttpStatus
                     * @param [options] Conversion options
                     * @returns Plain object
                     */
                    static toObject(message: envoy.service.auth.v3.HttpStatus, options?: $protobuf.IConversionOptions): { [k: string]: any };

                    /**
                     * Converts this HttpStatus to JSON.
                     * @returns JSON object
                     */
                    toJSON(): { [k: string]: any };
                }

                namespace HttpStatus {

                    /** Properties of a HttpStatus. */
                    interface $Properties {

                        /** HttpStatus code */
                        code?: (number|null);

                        /** Unknown fields preserved while decoding when enabled */
                        $unknowns?: Uint8Array[];
                    }

                    /** Shape of a HttpStatus. */
                    type $Shape = envoy.service.auth.v3.HttpStatus.$Properties;
                }

                /**
                 * Properties of an OkHttpResponse.
                 * @deprecated Use envoy.service.auth.v3.OkHttpResponse.$Properties instead.
                 */
                interface IOkHttpResponse extends envoy.service.auth.v3.OkHttpResponse.$Properties {
                }

                /** Represents an OkHttpResponse. */
                class OkHttpResponse {

                    /**
                     * Constructs a new OkHttpResponse.
                     * @param [properties] Properties to set
                     */
                    constructor(properties?: envoy.service.auth.v3.OkHttpResponse.$Properties);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];

                    /** OkHttpResponse headers. */
                    headers: envoy.service.auth.v3.HeaderValueOption.$Properties[];

                    /** OkHttpResponse headersToRemove. */
                    headersToRemove: string[];

                    /** OkHttpResponse responseHeadersToAdd. */
                    responseHeadersToAdd: envoy.service.auth.v3.HeaderValueOption.$Properties[];

                    /**
                     * Encodes the specified OkHttpResponse message. Does not implicitly {@link envoy.service.auth.v3.OkHttpResponse.verify|verify} messages.
                     * @param message OkHttpResponse message or plain object to encode
                     * @param [writer] Writer to encode to
                     * @returns Writer
                     */
                    static encode(message: envoy.service.auth.v3.OkHttpResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                    /**
                     * Decodes an OkHttpResponse message from the specified reader or buffer.
                     * @param reader Reader or buffer to decode from
                     * @param [length] Message length if known beforehand
                     * @returns {envoy.service.auth.v3.OkHttpResponse & envoy.service.auth.v3.OkHttpResponse.$Shape} OkHttpResponse
                     * @throws {Error} If the payload is not a reader or valid buffer
                     * @throws {$protobuf.util.ProtocolError} If required fields are missing
                     */
                    static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): envoy.service.auth.v3.OkHttpResponse & envoy.service.auth.v3.OkHttpResponse.$Shape;

                    /**
                     * Creates an OkHttpResponse message from a plain object. Also converts values to their respective internal types.
                     * @param object Plain object
                     * @returns OkHttpResponse
                     */
                    static fromObject(object: { [k: string]: any }): envoy.service.auth.v3.OkHttpResponse;

                    /**
                     * Creates a plain object from an OkHttpResponse message. Also converts values to other types if specified.
                     * @param message OkHttpResponse
                     * @param [options] Conversion options
                     * @returns Plain object
                     */
                    static toObject(message: envoy.service.auth.v3.OkHttpResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                    /**
                     * Converts this OkHttpResponse to JSON.
                     * @returns JSON object
                     */
                    toJSON(): { [k: string]: any };
                }

                namespace OkHttpResponse {

                    /** Properties of an OkHttpResponse. */
                    interface $Properties {

                        /** OkHttpResponse headers */
                        headers?: (envoy.service.auth.v3.HeaderValueOption.$Properties[]|null);

                        /** OkHttpResponse headersToRemove */
                        headersToRemove?: (string[]|null);

                        /** OkHttpResponse responseHeadersToAdd */
                        responseHeadersToAdd?: (envoy.service.auth.v3.HeaderValueOption.$Properties[]|null);

                        /** Unknown fields preserved while decoding when enabled */
                        $unknowns?: Uint8Array[];
                    }

                    /** Shape of an OkHttpResponse. */
                    type $Shape = envoy.service.auth.v3.OkHttpResponse.$Properties;
                }

                /**
                 * Properties of a HeaderValueOption.
                 * @deprecated Use envoy.service.auth.v3.HeaderValueOption.$Properties instead.
                 */
                interface IHeaderValueOption extends envoy.service.auth.v3.HeaderValueOption.$Properties {
                }

                /** Represents a HeaderValueOption. */
                class HeaderValueOption {

                    /**
                     * Constructs a new HeaderValueOption.
                     * @param [properties] Properties to set
                     */
                    constructor(properties?: envoy.service.auth.v3.HeaderValueOption.$Properties);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];

                    /** HeaderValueOption header. */
                    header?: (envoy.service.auth.v3.HeaderValue.$Properties|null);

                    /** HeaderValueOption append. */
                    append?: (envoy.service.auth.v3.BoolValue.$Properties|null);

                    /** HeaderValueOption appendAction. */
                    appendAction: envoy.service.auth.v3.HeaderValueOption.AppendAction;

                    /**
                     * Encodes the specified HeaderValueOption message. Does not implicitly {@link envoy.service.auth.v3.HeaderValueOption.verify|verify} messages.
                     * @param message HeaderValueOption message or plain object to encode
                     * @param [writer] Writer to encode to
                     * @returns Writer
                     */
                    static encode(message: envoy.service.auth.v3.HeaderValueOption.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                    /**
                     * Decodes a HeaderValueOption message from the specified reader or buffer.
                     * @param reader Reader or buffer to decode from
                     * @param [length] Message length if known beforehand
                     * @returns {envoy.service.auth.v3.HeaderValueOption & envoy.service.auth.v3.HeaderValueOption.$Shape} HeaderValueOption
                     * @throws {Error} If the payload is not a reader or valid buffer
                     * @throws {$protobuf.util.ProtocolError} If required fields are missing
                     */
                    static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): envoy.service.auth.v3.HeaderValueOption & envoy.service.auth.v3.HeaderValueOption.$Shape;

                    /**
                     * Creates a HeaderValueOption message from a plain object. Also converts values to their respective internal types.
                     * @param object Plain object
                     * @returns HeaderValueOption
                     */
                    static fromObject(object: { [k: string]: any }): envoy.service.auth.v3.HeaderValueOption;

                    /**
                     * Creates a plain object from a HeaderValueOption message. Also converts values to other types if specified.
                     * @param message HeaderValueOption
                     * @param [options] Conversion options
                     * @returns Plain object
                     */
                    static toObject(message: envoy.service.auth.v3.HeaderValueOption, options?: $protobuf.IConversionOptions): { [k: string]: any };

                    /**
                     * Converts this HeaderValueOption to JSON.
                     * @returns JSON object
                     */
                    toJSON(): { [k: string]: any };
                }

                namespace HeaderValueOption {

                    /** Properties of a HeaderValueOption. */
                    interface $Properties {

                        /** HeaderValueOption header */
                        header?: (envoy.service.auth.v3.HeaderValue.$Properties|null);

                        /** HeaderValueOption append */
                        append?: (envoy.service.auth.v3.BoolValue.$Properties|null);

                        /** HeaderValueOption appendAction */
                        appendAction?: (envoy.service.auth.v3.HeaderValueOption.AppendAction|null);

                        /** Unknown fields preserved while decoding when enabled */
                        $unknowns?: Uint8Array[];
                    }

                    /** Shape of a HeaderValueOption. */
                    type $Shape = envoy.service.auth.v3.HeaderValueOption.$Properties;

                    /** AppendAction enum. */
                    enum AppendAction {

                        /** APPEND_IF_EXISTS_OR_ADD value */
                        APPEND_IF_EXISTS_OR_ADD = 0,

                        /** ADD_IF_ABSENT value */
                        ADD_IF_ABSENT = 1,

                        /** OVERWRITE_IF_EXISTS_OR_ADD value */
                        OVERWRITE_IF_EXISTS_OR_ADD = 2,

                        /** OVERWRITE_IF_EXISTS value */
                        OVERWRITE_IF_EXISTS = 3
                    }
                }

                /**
                 * Properties of a HeaderValue.
                 * @deprecated Use envoy.service.auth.v3.HeaderValue.$Properties instead.
                 */
                interface IHeaderValue extends envoy.service.auth.v3.HeaderValue.$Properties {
                }

                /** Represents a HeaderValue. */
                class HeaderValue {

                    /**
                     * Constructs a new HeaderValue.
                     * @param [properties] Properties to set
                     */
                    constructor(properties?: envoy.service.auth.v3.HeaderValue.$Properties);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];

                    /** HeaderValue key. */
                    key: string;

                    /** HeaderValue value. */
                    value: string;

                    /** HeaderValue rawValue. */
                    rawValue: Uint8Array;

                    /**
                     * Encodes the specified HeaderValue message. Does not implicitly {@link envoy.service.auth.v3.HeaderValue.verify|verify} messages.
                     * @param message HeaderValue message or plain object to encode
                     * @param [writer] Writer to encode to
                     * @returns Writer
                     */
                    static encode(message: envoy.service.auth.v3.HeaderValue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                    /**
                     * Decodes a HeaderValue message from the specified reader or buffer.
                     * @param reader Reader or buffer to decode from
                     * @param [length] Message length if known beforehand
                     * @returns {envoy.service.auth.v3.HeaderValue & envoy.service.auth.v3.HeaderValue.$Shape} HeaderValue
                     * @throws {Error} If the payload is not a reader or valid buffer
                     * @throws {$protobuf.util.ProtocolError} If required fields are missing
                     */
                    static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): envoy.service.auth.v3.HeaderValue & envoy.service.auth.v3.HeaderValue.$Shape;

                    /**
                     * Creates a HeaderValue message from a plain object. Also converts values to their respective internal types.
                     * @param object Plain object
                     * @returns HeaderValue
                     */
                    static fromObject(object: { [k: string]: any }): envoy.service.auth.v3.HeaderValue;

                    /**
                     * Creates a plain object from a HeaderValue message. Also converts values to other types if specified.
                     * @param message HeaderValue
                     * @param [options] Conversion options
                     * @returns Plain object
                     */
                    static toObject(message: envoy.service.auth.v3.HeaderValue, options?: $protobuf.IConversionOptions): { [k: string]: any };

                    /**
                     * Converts this HeaderValue to JSON.
                     * @returns JSON object
                     */
                    toJSON(): { [k: string]: any };
                }

                namespace HeaderValue {

                    /** Properties of a HeaderValue. */
                    interface $Properties {

                        /** HeaderValue key */
                        key?: (string|null);

                        /** HeaderValue value */
                        value?: (string|null);

                        /** HeaderValue rawValue */
                        rawValue?: (Uint8Array|null);

                        /** Unknown fields preserved while decoding when enabled */
                        $unknowns?: Uint8Array[];
                    }

                    /** Shape of a HeaderValue. */
                    type $Shape = envoy.service.auth.v3.HeaderValue.$Properties;
                }

                /**
                 * Properties of a BoolValue.
                 * @deprecated Use envoy.service.auth.v3.BoolValue.$Properties instead.
                 */
                interface IBoolValue extends envoy.service.auth.v3.BoolValue.$Properties {
                }

                /** Represents a BoolValue. */
                class BoolValue {

                    /**
                     * Constructs a new BoolValue.
                     * @param [properties] Properties to set
                     */
                    constructor(properties?: envoy.service.auth.v3.BoolValue.$Properties);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];

                    /** BoolValue value. */
                    value: boolean;

                    /**
                     * Encodes the specified BoolValue message. Does not implicitly {@link envoy.service.auth.v3.BoolValue.verify|verify} messages.
                     * @param message BoolValue message or plain object to encode
                     * @param [writer] Writer to encode to
                     * @returns Writer
                     */
                    static encode(message: envoy.service.auth.v3.BoolValue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                    /**
                     * Decodes a BoolValue message from the specified reader or buffer.
                     * @param reader Reader or buffer to decode from
                     * @param [length] Message length if known beforehand
                     * @returns {envoy.service.auth.v3.BoolValue & envoy.service.auth.v3.BoolValue.$Shape} BoolValue
                     * @throws {Error} If the payload is not a reader or valid buffer
                     * @throws {$protobuf.util.ProtocolError} If required fields are missing
                     */
                    static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): envoy.service.auth.v3.BoolValue & envoy.service.auth.v3.BoolValue.$Shape;

                    /**
                     * Creates a BoolValue message from a plain object. Also converts values to their respective internal types.
                     * @param object Plain object
                     * @returns BoolValue
                     */
                    static fromObject(object: { [k: string]: any }): envoy.service.auth.v3.BoolValue;

                    /**
                     * Creates a plain object from a BoolValue message. Also converts values to other types if specified.
                     * @param message BoolValue
                     * @param [options] Conversion options
                     * @returns Plain object
                     */
                    static toObject(message: envoy.service.auth.v3.BoolValue, options?: $protobuf.IConversionOptions): { [k: string]: any };

                    /**
                     * Converts this BoolValue to JSON.
                     * @returns JSON object
                     */
                    toJSON(): { [k: string]: any };
                }

                namespace BoolValue {

                    /** Properties of a BoolValue. */
                    interface $Properties {

                        /** BoolValue value */
                        value?: (boolean|null);

                        /** Unknown fields preserved while decoding when enabled */
                        $unknowns?: Uint8Array[];
                    }

                    /** Shape of a BoolValue. */
                    type $Shape = envoy.service.auth.v3.BoolValue.$Properties;
                }
            }
        }
    }
}
