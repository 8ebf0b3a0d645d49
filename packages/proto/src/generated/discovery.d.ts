import * as $protobuf from "protobufjs";
import Long = require("long");

/** Namespace envoy. */
export namespace envoy {

    /** Namespace service. */
    namespace service {

        /** Namespace discovery. */
        namespace discovery {

            /** Namespace v3. */
            namespace v3 {

                /**
                 * Properties of a Node.
                 * @deprecated Use envoy.service.discovery.v3.Node.$Properties instead.
                 */
                interface INode extends envoy.service.discovery.v3.Node.$Properties {
                }

                /** Represents a Node. */
                class Node {

                    /**
                     * Constructs a new Node.
                     * @param [properties] Properties to set
                     */
                    constructor(properties?: envoy.service.discovery.v3.Node.$Properties);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];

                    /** Node id. */
                    id: string;

                    /** Node cluster. */
                    cluster: string;

                    /** Node metadata. */
                    metadata?: (google.protobuf.Struct.$Properties|null);

                    /** Node locality. */
                    locality?: (envoy.service.discovery.v3.Locality.$Properties|null);

                    /** Node userAgentName. */
                    userAgentName: string;

                    /** Node userAgentVersion. */
                    userAgentVersion: string;

                    /** Node clientFeatures. */
                    clientFeatures: string[];

                    /**
                     * Encodes the specified Node message. Does not implicitly {@link envoy.service.discovery.v3.Node.verify|verify} messages.
                     * @param message Node message or plain object to encode
                     * @param [writer] Writer to encode to
                     * @returns Writer
                     */
                    static encode(message: envoy.service.discovery.v3.Node.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                    /**
                     * Decodes a Node message from the specified reader or buffer.
                     * @param reader Reader or buffer to decode from
                     * @param [length] Message length if known beforehand
                     * @returns {envoy.service.discovery.v3.Node & envoy.service.discovery.v3.Node.$Shape} Node
                     * @throws {Error} If the payload is not a reader or valid buffer
                     * @throws {$protobuf.util.ProtocolError} If required fields are missing
                     */
                    static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): envoy.service.discovery.v3.Node & envoy.service.discovery.v3.Node.$Shape;

                    /**
                     * Creates a Node message from a plain object. Also converts values to their respective internal types.
                     * @param object Plain object
                     * @returns Node
                     */
                    static fromObject(object: { [k: string]: any }): envoy.service.discovery.v3.Node;

                    /**
                     * Creates a plain object from a Node message. Also converts values to other types if specified.
                     * @param message Node
                     * @param [options] Conversion options
                     * @returns Plain object
                     */
                    static toObject(message: envoy.service.discovery.v3.Node, options?: $protobuf.IConversionOptions): { [k: string]: any };

                    /**
                     * Converts this Node to JSON.
                     * @returns JSON object
                     */
                    toJSON(): { [k: string]: any };
                }

                namespace Node {

                    /** Properties of a Node. */
                    interface $Properties {

                        /** Node id */
                        id?: (string|null);

                        /** Node cluster */
                        cluster?: (string|null);

                        /** Node metadata */
                        metadata?: (google.protobuf.Struct.$Properties|null);

                        /** Node locality */
                        locality?: (envoy.service.discovery.v3.Locality.$Properties|null);

                        /** Node userAgentName */
                        userAgentName?: (string|null);

                        /** Node userAgentVersion */
                        userAgentVersion?: (string|null);

                        /** Node clientFeatures */
                        clientFeatures?: (string[]|null);

                        /** Unknown fields preserved while decoding when enabled */
                        $unknowns?: Uint8Array[];
                    }

                    /** Shape of a Node. */
                    type $Shape = {
                      id?: string|null;
                      cluster?: string|null;
                      metadata?: google.protobuf.Struct.$Shape|null;
                      locality?: envoy.service.discovery.v3.Locality.$Shape|null;
                      userAgentName?: string|null;
                      userAgentVersion?: string|null;
                      clientFeatures?: string[]|null;
                      $unknowns?: Uint8Array[];
                    };
                }

                /**
                 * Properties of a Locality.
                 * @deprecated Use envoy.service.discovery.v3.Locality.$Properties instead.
                 */
                interface ILocality extends envoy.service.discovery.v3.Locality.$Properties {
                }

                /** Represents a Locality. */
                class Locality {

                    /**
                     * Constructs a new Locality.
                     * @param [properties] Properties to set
                     */
                    constructor(properties?: envoy.service.discovery.v3.Locality.$Properties);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];

                    /** Locality region. */
                    region: string;

                    /** Locality zone. */
                    zone: string;

                    /** Locality subZone. */
                    subZone: string;

                    /**
                     * Encodes the specified Locality message. Does not implicitly {@link envoy.service.discovery.v3.Locality.verify|verify} messages.
                     * @param message Locality message or plain object to encode
                     * @param [writer] Writer to encode to
                     * @returns Writer
                     */
                    static encode(message: envoy.service.discovery.v3.Locality.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                    /**
                     * Decodes a Locality message from the specified reader or buffer.
                     * @param reader Reader or buffer to decode from
                     * @param [length] Message length if known beforehand
                     * @returns {envoy.service.discovery.v3.Locality & envoy.service.discovery.v3.Locality.$Shape} Locality
                     * @throws {Error} If the payload is not a reader or valid buffer
                     * @throws {$protobuf.util.ProtocolError} If required fields are missing
                     */
                    static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): envoy.service.discovery.v3.Locality & envoy.service.discovery.v3.Locality.$Shape;

                    /**
                     * Creates a Locality message from a plain object. Also converts values to their respective internal types.
                     * @param object Plain object
                     * @returns Locality
                     */
                    static fromObject(object: { [k: string]: any }): envoy.service.discovery.v3.Locality;

                    /**
                     * Creates a plain object from a Locality message. Also converts values to other types if specified.
                     * @param message Locality
                     * @param [options] Conversion options
                     * @returns Plain object
                     */
                    static toObject(message: envoy.service.discovery.v3.Locality, options?: $protobuf.IConversionOptions): { [k: string]: any };

                    /**
                     * Converts this Locality to JSON.
                     * @returns JSON object
                     */
                    toJSON(): { [k: string]: any };
                }

                namespace Locality {

                    /** Properties of a Locality. */
                    interface $Properties {

                        /** Locality region */
                        region?: (string|null);

                        /** Locality zone */
                        zone?: (string|null);

                        /** Locality subZone */
                        subZone?: (string|null);

                        /** Unknown fields preserved while decoding when enabled */
                        $unknowns?: Uint8Array[];
                    }

                    /** Shape of a Locality. */
                    type $Shape = envoy.service.discovery.v3.Locality.$Properties;
                }

                /**
                 * Properties of a Status.
                 * @deprecated Use envoy.service.discovery.v3.Status.$Properties instead.
                 */
                interface IStatus extends envoy.service.discovery.v3.Status.$Properties {
                }

                /** Represents a Status. */
                class Status {

                    /**
                     * Constructs a new Status.
                     * @param [properties] Properties to set
                     */
                    constructor(properties?: envoy.service.discovery.v3.Status.$Properties);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];

                    /** Status code. */
                    code: number;

                    /** Status message. */
                    message: string;

                    /** Status details. */
                    details: google.protobuf.Any.$Properties[];

                    /**
                     * Encodes the specified Status message. Does not implicitly {@link envoy.service.discovery.v3.Status.verify|verify} messages.
                     * @param message Status message or plain object to encode
                     * @param [writer] Writer to encode to
                     * @returns Writer
                     */
                    static encode(message: envoy.service.discovery.v3.Status.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                    /**
                     * Decodes a Status message from the specified reader or buffer.
                     * @param reader Reader or buffer to decode from
                     * @param [length] Message length if known beforehand
                     * @returns {envoy.service.discovery.v3.Status & envoy.service.discovery.v3.Status.$Shape} Status
                     * @throws {Error} If the payload is not a reader or valid buffer
                     * @throws {$protobuf.util.ProtocolError} If required fields are missing
                     */
                    static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): envoy.service.discovery.v3.Status & envoy.service.discovery.v3.Status.$Shape;

                    /**
                     * Creates a Status message from a plain object. Also converts values to their respective internal types.
                     * @param object Plain object
                     * @returns Status
                     */
                    static fromObject(object: { [k: string]: any }): envoy.service.discovery.v3.Status;

                    /**
                     * Creates a plain object from a Status message. Also converts values to other types if specified.
                     * @param message Status
                     * @param [options] Conversion options
                     * @returns Plain object
                     */
                    static toObject(message: envoy.service.discovery.v3.Status, options?: $protobuf.IConversionOptions): { [k: string]: any };

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

                        /** Status message */
                        message?: (string|null);

                        /** Status details */
                        details?: (google.protobuf.Any.$Properties[]|null);

                        /** Unknown fields preserved while decoding when enabled */
                        $unknowns?: Uint8Array[];
                    }

                    /** Shape of a Status. */
                    type $Shape = envoy.service.discovery.v3.Status.$Properties;
                }

                /**
                 * Properties of a DiscoveryRequest.
                 * @deprecated Use envoy.service.discovery.v3.DiscoveryRequest.$Properties instead.
                 */
                interface IDiscoveryRequest extends envoy.service.discovery.v3.DiscoveryRequest.$Properties {
                }

                /** Represents a DiscoveryRequest. */
                class DiscoveryRequest {

                    /**
                     * Constructs a new DiscoveryRequest.
                     * @param [properties] Properties to set
                     */
                    constructor(properties?: envoy.service.discovery.v3.DiscoveryRequest.$Properties);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];

                    /** DiscoveryRequest versionInfo. */
                    versionInfo: string;

                    /** DiscoveryRequest node. */
                    node?: (envoy.service.discovery.v3.Node.$Properties|null);

                    /** DiscoveryRequest resourceNames. */
                    resourceNames: string[];

                    /** DiscoveryRequest typeUrl. */
                    typeUrl: string;

                    /** DiscoveryRequest responseNonce. */
                    responseNonce: string;

                    /** DiscoveryRequest errorDetail. */
                    errorDetail?: (envoy.service.discovery.v3.Status.$Properties|null);

                    /**
                     * Encodes the specified DiscoveryRequest message. Does not implicitly {@link envoy.service.discovery.v3.DiscoveryRequest.verify|verify} messages.
                     * @param message DiscoveryRequest message or plain object to encode
                     * @param [writer] Writer to encode to
                     * @returns Writer
                     */
                    static encode(message: envoy.service.discovery.v3.DiscoveryRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                    /**
                     * Decodes a DiscoveryRequest message from the specified reader or buffer.
                     * @param reader Reader or buffer to decode from
                     * @param [length] Message length if known beforehand
                     * @returns {envoy.service.discovery.v3.DiscoveryRequest & envoy.service.discovery.v3.DiscoveryRequest.$Shape} DiscoveryRequest
                     * @throws {Error} If the payload is not a reader or valid buffer
                     * @throws {$protobuf.util.ProtocolError} If required fields are missing
                     */
                    static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): envoy.service.discovery.v3.DiscoveryRequest & envoy.service.discovery.v3.DiscoveryRequest.$Shape;

                    /**
                     * Creates a DiscoveryRequest message from a plain object. Also converts values to their respective internal types.
                     * @param object Plain object
                     * @returns DiscoveryRequest
                     */
                    static fromObject(object: { [k: string]: any }): envoy.service.discovery.v3.DiscoveryRequest;

                    /**
                     * Creates a plain object from a DiscoveryRequest message. Also converts values to other types if specified.
                     * @param message DiscoveryRequest
                     * @param [options] Conversion options
                     * @returns Plain object
                     */
                    static toObject(message: envoy.service.discovery.v3.DiscoveryRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                    /**
                     * Converts this DiscoveryRequest to JSON.
                     * @returns JSON object
                     */
                    toJSON(): { [k: string]: any };
                }

                namespace DiscoveryRequest {

                    /** Properties of a DiscoveryRequest. */
                    interface $Properties {

                        /** DiscoveryRequest versionInfo */
                        versionInfo?: (string|null);

                        /** DiscoveryRequest node */
                        node?: (envoy.service.discovery.v3.Node.$Properties|null);

                        /** DiscoveryRequest resourceNames */
                        resourceNames?: (string[]|null);

                        /** DiscoveryRequest typeUrl */
                        typeUrl?: (string|null);

                        /** DiscoveryRequest responseNonce */
                        responseNonce?: (string|null);

                        /** DiscoveryRequest errorDetail */
                        errorDetail?: (envoy.service.discovery.v3.Status.$Properties|null);

                        /** Unknown fields preserved while decoding when enabled */
                        $unknowns?: Uint8Array[];
                    }

                    /** Shape of a DiscoveryRequest. */
                    type $Shape = {
                      versionInfo?: string|null;
                      node?: envoy.service.discovery.v3.Node.$Shape|null;
                      resourceNames?: string[]|null;
                      typeUrl?: string|null;
                      responseNonce?: string|null;
                      errorDetail?: envoy.service.discovery.v3.Status.$Shape|null;
                      $unknowns?: Uint8Array[];
                    };
                }

                /**
                 * Properties of a DiscoveryResponse.
                 * @deprecated Use envoy.service.discovery.v3.DiscoveryResponse.$Properties instead.
                 */
                interface IDiscoveryResponse extends envoy.service.discovery.v3.DiscoveryResponse.$Properties {
                }

                /** Represents a DiscoveryResponse. */
                class DiscoveryResponse {

                    /**
                     * Constructs a new DiscoveryResponse.
                     * @param [properties] Properties to set
                     */
                    constructor(properties?: envoy.service.discovery.v3.DiscoveryResponse.$Properties);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];

                    /** DiscoveryResponse versionInfo. */
                    versionInfo: string;

                    /** DiscoveryResponse resources. */
                    resources: google.protobuf.Any.$Properties[];

                    /** DiscoveryResponse canary. */
                    canary: boolean;

                    /** DiscoveryResponse typeUrl. */
                    typeUrl: string;

                    /** DiscoveryResponse nonce. */
                    nonce: string;

                    /**
                     * Encodes the specified DiscoveryResponse message. Does not implicitly {@link envoy.service.discovery.v3.DiscoveryResponse.verify|verify} messages.
                     * @param message DiscoveryResponse message or plain object to encode
                     * @param [writer] Writer to encode to
                     * @returns Writer
                     */
                    static encode(message: envoy.service.discovery.v3.DiscoveryResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                    /**
                     * Decodes a DiscoveryResponse message from the specified reader or buffer.
                     * @param reader Reader or buffer to decode from
                     * @param [length] Message length if known beforehand
                     * @returns {envoy.service.discovery.v3.DiscoveryResponse & envoy.service.discovery.v3.DiscoveryResponse.$Shape} DiscoveryResponse
                     * @throws {Error} If the payload is not a reader or valid buffer
                     * @throws {$protobuf.util.ProtocolError} If required fields are missing
                     */
                    static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): envoy.service.discovery.v3.DiscoveryResponse & envoy.service.discovery.v3.DiscoveryResponse.$Shape;

                    /**
                     * Creates a DiscoveryResponse message from a plain object. Also converts values to their respective internal types.
                     * @param object Plain object
                     * @returns DiscoveryResponse
                     */
                    static fromObject(object: { [k: string]: any }): envoy.service.discovery.v3.DiscoveryResponse;

                    /**
                     * Creates a plain object from a DiscoveryResponse message. Also converts values to other types if specified.
                     * @param message DiscoveryResponse
                     * @param [options] Conversion options
                     * @returns Plain object
                     */
                    static toObject(message: envoy.service.discovery.v3.DiscoveryResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                    /**
                     * Converts this DiscoveryResponse to JSON.
                     * @returns JSON object
                     */
                    toJSON(): { [k: string]: any };
                }

                namespace DiscoveryResponse {

                    /** Properties of a DiscoveryResponse. */
                    interface $Properties {

                        /** DiscoveryResponse versionInfo */
                        versionInfo?: (string|null);

                        /** DiscoveryResponse resources */
                        resources?: (google.protobuf.Any.$Properties[]|null);

                        /** DiscoveryResponse canary */
                        canary?: (boolean|null);

                        /** DiscoveryResponse typeUrl */
                        typeUrl?: (string|null);

                        /** DiscoveryResponse nonce */
                        nonce?: (string|null);

                        /** Unknown fields preserved while decoding when enabled */
                        $unknowns?: Uint8Array[];
                    }

                    /** Shape of a DiscoveryResponse. */
                    type $Shape = envoy.service.discovery.v3.DiscoveryResponse.$Properties;
                }

                /**
                 * Properties of a DeltaDiscoveryRequest.
                 * @deprecated Use envoy.service.discovery.v3.DeltaDiscoveryRequest.$Properties instead.
                 */
                interface IDeltaDiscoveryRequest extends envoy.service.discovery.v3.DeltaDiscoveryRequest.$Properties {
                }

                /** Represents a DeltaDiscoveryRequest. */
                class DeltaDiscoveryRequest {

                    /**
                     * Constructs a new DeltaDiscoveryRequest.
                     * @param [properties] Properties to set
                     */
                    constructor(properties?: envoy.service.discovery.v3.DeltaDiscoveryRequest.$Properties);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];

                    /** DeltaDiscoveryRequest node. */
                    node?: (envoy.service.discovery.v3.Node.$Properties|null);

                    /** DeltaDiscoveryRequest typeUrl. */
                    typeUrl: string;

                    /** DeltaDiscoveryRequest resourceNamesSubscribe. */
                    resourceNamesSubscribe: string[];

                    /** DeltaDiscoveryRequest resourceNamesUnsubscribe. */
                    resourceNamesUnsubscribe: string[];

                    /** DeltaDiscoveryRequest initialResourceVersions. */
                    initialResourceVersions: { [k: string]: string };

                    /** DeltaDiscoveryRequest responseNonce. */
                    responseNonce: string;

                    /** DeltaDiscoveryRequest errorDetail. */
                    errorDetail?: (envoy.service.discovery.v3.Status.$Properties|null);

                    /**
                     * Encodes the specified DeltaDiscoveryRequest message. Does not implicitly {@link envoy.service.discovery.v3.DeltaDiscoveryRequest.verify|verify} messages.
                     * @param message DeltaDiscoveryRequest message or plain object to encode
                     * @param [writer] Writer to encode to
                     * @returns Writer
                     */
                    static encode(message: envoy.service.discovery.v3.DeltaDiscoveryRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                    /**
                     * Decodes a DeltaDiscoveryRequest message from the specified reader or buffer.
                     * @param reader Reader or buffer to decode from
                     * @param [length] Message length if known beforehand
                     * @returns {envoy.service.discovery.v3.DeltaDiscoveryRequest & envoy.service.discovery.v3.DeltaDiscoveryRequest.$Shape} DeltaDiscoveryRequest
                     * @throws {Error} If the payload is not a reader or valid buffer
                     * @throws {$protobuf.util.ProtocolError} If required fields are missing
                     */
                    static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): envoy.service.discovery.v3.DeltaDiscoveryRequest & envoy.service.discovery.v3.DeltaDiscoveryRequest.$Shape;

                    /**
                     * Creates a DeltaDiscoveryRequest message from a plain object. Also converts values to their respective internal types.
                     * @param object Plain object
                     * @returns DeltaDiscoveryRequest
                     */
                    static fromObject(object: { [k: string]: any }): envoy.service.discovery.v3.DeltaDiscoveryRequest;

                    /**
                     * Creates a plain object from a DeltaDiscoveryRequest message. Also converts values to other types if specified.
                     * @param message DeltaDiscoveryRequest
                     * @param [options] Conversion options
                     * @returns Plain object
                     */
                    static toObject(message: envoy.service.discovery.v3.DeltaDiscoveryRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

                    /**
                     * Converts this DeltaDiscoveryRequest to JSON.
                     * @returns JSON object
                     */
                    toJSON(): { [k: string]: any };
                }

                namespace DeltaDiscoveryRequest {

                    /** Properties of a DeltaDiscoveryRequest. */
                    interface $Properties {

                        /** DeltaDiscoveryRequest node */
                        node?: (envoy.service.discovery.v3.Node.$Properties|null);

                        /** DeltaDiscoveryRequest typeUrl */
                        typeUrl?: (string|null);

                        /** DeltaDiscoveryRequest resourceNamesSubscribe */
                        resourceNamesSubscribe?: (string[]|null);

                        /** DeltaDiscoveryRequest resourceNamesUnsubscribe */
                        resourceNamesUnsubscribe?: (string[]|null);

                        /** DeltaDiscoveryRequest initialResourceVersions */
                        initialResourceVersions?: ({ [k: string]: string }|null);

                        /** DeltaDiscoveryRequest responseNonce */
                        responseNonce?: (string|null);

                        /** DeltaDiscoveryRequest errorDetail */
                        errorDetail?: (envoy.service.discovery.v3.Status.$Properties|null);

                        /** Unknown fields preserved while decoding when enabled */
                        $unknowns?: Uint8Array[];
                    }

                    /** Shape of a DeltaDiscoveryRequest. */
                    type $Shape = {
                      node?: envoy.service.discovery.v3.Node.$Shape|null;
                      typeUrl?: string|null;
                      resourceNamesSubscribe?: string[]|null;
                      resourceNamesUnsubscribe?: string[]|null;
                      initialResourceVersions?: { [k: string]: string }|null;
                      responseNonce?: string|null;
                      errorDetail?: envoy.service.discovery.v3.Status.$Shape|null;
                      $unknowns?: Uint8Array[];
                    };
                }

                /**
                 * Properties of a DeltaDiscoveryResponse.
                 * @deprecated Use envoy.service.discovery.v3.DeltaDiscoveryResponse.$Properties instead.
                 */
                interface IDeltaDiscoveryResponse extends envoy.service.discovery.v3.DeltaDiscoveryResponse.$Properties {
                }

                /** Represents a DeltaDiscoveryResponse. */
                class DeltaDiscoveryResponse {

                    /**
                     * Constructs a new DeltaDiscoveryResponse.
                     * @param [properties] Properties to set
                     */
                    constructor(properties?: envoy.service.discovery.v3.DeltaDiscoveryResponse.$Properties);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];

                    /** DeltaDiscoveryResponse systemVersionInfo. */
                    systemVersionInfo: string;

                    /** DeltaDiscoveryResponse resources. */
                    resources: envoy.service.discovery.v3.Resource.$Properties[];

                    /** DeltaDiscoveryResponse typeUrl. */
                    typeUrl: string;

                    /** DeltaDiscoveryResponse nonce. */
                    nonce: string;

                    /** DeltaDiscoveryResponse removedResources. */
                    removedResources: string[];

                    /**
                     * Encodes the specified DeltaDiscoveryResponse message. Does not implicitly {@link envoy.service.discovery.v3.DeltaDiscoveryResponse.verify|verify} messages.
                     * @param message DeltaDiscoveryResponse message or plain object to encode
                     * @param [writer] Writer to encode to
                     * @returns Writer
                     */
                    static encode(message: envoy.service.discovery.v3.DeltaDiscoveryResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                    /**
                     * Decodes a DeltaDiscoveryResponse message from the specified reader or buffer.
                     * @param reader Reader or buffer to decode from
                     * @param [length] Message length if known beforehand
                     * @returns {envoy.service.discovery.v3.DeltaDiscoveryResponse & envoy.service.discovery.v3.DeltaDiscoveryResponse.$Shape} DeltaDiscoveryResponse
                     * @throws {Error} If the payload is not a reader or valid buffer
                     * @throws {$protobuf.util.ProtocolError} If required fields are missing
                     */
                    static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): envoy.service.discovery.v3.DeltaDiscoveryResponse & envoy.service.discovery.v3.DeltaDiscoveryResponse.$Shape;

                    /**
                     * Creates a DeltaDiscoveryResponse message from a plain object. Also converts values to their respective internal types.
                     * @param object Plain object
                     * @returns DeltaDiscoveryResponse
                     */
                    static fromObject(object: { [k: string]: any }): envoy.service.discovery.v3.DeltaDiscoveryResponse;

                    /**
                     * Creates a plain object from a DeltaDiscoveryResponse message. Also converts values to other types if specified.
                     * @param message DeltaDiscoveryResponse
                     * @param [options] Conversion options
                     * @returns Plain object
                     */
                    static toObject(message: envoy.service.discovery.v3.DeltaDiscoveryResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };

                    /**
                     * Converts this DeltaDiscoveryResponse to JSON.
                     * @returns JSON object
                     */
                    toJSON(): { [k: string]: any };
                }

                namespace DeltaDiscoveryResponse {

                    /** Properties of a DeltaDiscoveryResponse. */
                    interface $Properties {

                        /** DeltaDiscoveryResponse systemVersionInfo */
                        systemVersionInfo?: (string|null);

                        /** DeltaDiscoveryResponse resources */
                        resources?: (envoy.service.discovery.v3.Resource.$Properties[]|null);

                        /** DeltaDiscoveryResponse typeUrl */
                        typeUrl?: (string|null);

                        /** DeltaDiscoveryResponse nonce */
                        nonce?: (string|null);

                        /** DeltaDiscoveryResponse removedResources */
                        removedResources?: (string[]|null);

                        /** Unknown fields preserved while decoding when enabled */
                        $unknowns?: Uint8Array[];
                    }

                    /** Shape of a DeltaDiscoveryResponse. */
                    type $Shape = envoy.service.discovery.v3.DeltaDiscoveryResponse.$Properties;
                }

                /**
                 * Properties of a Resource.
                 * @deprecated Use envoy.service.discovery.v3.Resource.$Properties instead.
                 */
                interface IResource extends envoy.service.discovery.v3.Resource.$Properties {
                }

                /** Represents a Resource. */
                class Resource {

                    /**
                     * Constructs a new Resource.
                     * @param [properties] Properties to set
                     */
                    constructor(properties?: envoy.service.discovery.v3.Resource.$Properties);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];

                    /** Resource version. */
                    version: string;

                    /** Resource resource. */
                    resource?: (google.protobuf.Any.$Properties|null);

                    /** Resource name. */
                    name: string;

                    /** Resource aliases. */
                    aliases: string[];

                    /** Resource ttl. */
                    ttl?: (google.protobuf.Duration.$Properties|null);

                    /**
                     * Encodes the specified Resource message. Does not implicitly {@link envoy.service.discovery.v3.Resource.verify|verify} messages.
                     * @param message Resource message or plain object to encode
                     * @param [writer] Writer to encode to
                     * @returns Writer
                     */
                    static encode(message: envoy.service.discovery.v3.Resource.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                    /**
                     * Decodes a Resource message from the specified reader or buffer.
                     * @param reader Reader or buffer to decode from
                     * @param [length] Message length if known beforehand
                     * @returns {envoy.service.discovery.v3.Resource & envoy.service.discovery.v3.Resource.$Shape} Resource
                     * @throws {Error} If the payload is not a reader or valid buffer
                     * @throws {$protobuf.util.ProtocolError} If required fields are missing
                     */
                    static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): envoy.service.discovery.v3.Resource & envoy.service.discovery.v3.Resource.$Shape;

                    /**
                     * Creates a Resource message from a plain object. Also converts values to their respective internal types.
                     * @param object Plain object
                     * @returns Resource
                     */
                    static fromObject(object: { [k: string]: any }): envoy.service.discovery.v3.Resource;

                    /**
                     * Creates a plain object from a Resource message. Also converts values to other types if specified.
                     * @param message Resource
                     * @param [options] Conversion options
                     * @returns Plain object
                     */
                    static toObject(message: envoy.service.discovery.v3.Resource, options?: $protobuf.IConversionOptions): { [k: string]: any };

                    /**
                     * Converts this Resource to JSON.
                     * @returns JSON object
                     */
                    toJSON(): { [k: string]: any };
                }

                namespace Resource {

                    /** Properties of a Resource. */
                    interface $Properties {

                        /** Resource version */
                        version?: (string|null);

                        /** Resource resource */
                        resource?: (google.protobuf.Any.$Properties|null);

                        /** Resource name */
                        name?: (string|null);

                        /** Resource aliases */
                        aliases?: (string[]|null);

                        /** Resource ttl */
                        ttl?: (google.protobuf.Duration.$Properties|null);

                        /** Unknown fields preserved while decoding when enabled */
                        $unknowns?: Uint8Array[];
                    }

                    /** Shape of a Resource. */
                    type $Shape = envoy.service.discovery.v3.Resource.$Properties;
                }
            }
        }
    }
}

/** Namespace google. */
export namespace google {

    /** Namespace protobuf. */
    namespace protobuf {

        /**
         * Properties of an Any.
         * @deprecated Use google.protobuf.Any.$Properties instead.
         */
        interface IAny extends google.protobuf.Any.$Properties {
        }

        /** Represents an Any. */
        class Any {

            /**
             * Constructs a new Any.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.Any.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Any type_url. */
            type_url: string;

            /** Any value. */
            value: Uint8Array;

            /**
             * Encodes the specified Any message. Does not implicitly {@link google.protobuf.Any.verify|verify} messages.
             * @param message Any message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.Any.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Any message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.Any & google.protobuf.Any.$Shape} Any
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.Any & google.protobuf.Any.$Shape;

            /**
             * Creates an Any message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Any
             */
            static fromObject(object: { [k: string]: any }): google.protobuf.Any;

            /**
             * Creates a plain object from an Any message. Also converts values to other types if specified.
             * @param message Any
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.protobuf.Any, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Any to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Any {

            /** Properties of an Any. */
            interface $Properties {

                /** Any type_url */
                type_url?: (string|null);

                /** Any value */
                value?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Any. */
            type $Shape = google.protobuf.Any.$Properties;
        }

        /**
         * Properties of a Duration.
         * @deprecated Use google.protobuf.Duration.$Properties instead.
         */
        interface IDuration extends google.protobuf.Duration.$Properties {
        }

        /** Represents a Duration. */
        class Duration {

            /**
             * Constructs a new Duration.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.Duration.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Duration seconds. */
            seconds: number;

            /** Duration nanos. */
            nanos: number;

            /**
             * Encodes the specified Duration message. Does not implicitly {@link google.protobuf.Duration.verify|verify} messages.
             * @param message Duration message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.Duration.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Duration message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.Duration & google.protobuf.Duration.$Shape} Duration
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.Duration & google.protobuf.Duration.$Shape;

            /**
             * Creates a Duration message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Duration
             */
            static fromObject(object: { [k: string]: any }): google.protobuf.Duration;

            /**
             * Creates a plain object from a Duration message. Also converts values to other types if specified.
             * @param message Duration
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.protobuf.Duration, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Duration to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Duration {

            /** Properties of a Duration. */
            interface $Properties {

                /** Duration seconds */
                seconds?: (number|null);

                /** Duration nanos */
                nanos?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Duration. */
            type $Shape = google.protobuf.Duration.$Properties;
        }

        /**
         * Properties of a Struct.
         * @deprecated Use google.protobuf.Struct.$Properties instead.
         */
        interface IStruct extends google.protobuf.Struct.$Properties {
        }

        /** Represents a Struct. */
        class Struct {

            /**
             * Constructs a new Struct.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.Struct.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Struct fields. */
            fields: { [k: string]: google.protobuf.Value.$Properties };

            /**
             * Encodes the specified Struct message. Does not implicitly {@link google.protobuf.Struct.verify|verify} messages.
             * @param message Struct message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.Struct.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Struct message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.Struct & google.protobuf.Struct.$Shape} Struct
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.Struct & google.protobuf.Struct.$Shape;

            /**
             * Creates a Struct message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Struct
             */
            static fromObject(object: { [k: string]: any }): google.protobuf.Struct;

            /**
             * Creates a plain object from a Struct message. Also converts values to other types if specified.
             * @param message Struct
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.protobuf.Struct, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Struct to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Struct {

            /** Properties of a Struct. */
            interface $Properties {

                /** Struct fields */
                fields?: ({ [k: string]: google.protobuf.Value.$Properties }|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Struct. */
            type $Shape = {
              fields?: { [k: string]: google.protobuf.Value.$Shape }|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a Value.
         * @deprecated Use google.protobuf.Value.$Properties instead.
         */
        interface IValue extends google.protobuf.Value.$Properties {
        }

        /** Represents a Value. */
        class Value {

            /**
             * Constructs a new Value.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.Value.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Value nullValue. */
            nullValue?: (google.protobuf.NullValue|null);

            /** Value numberValue. */
            numberValue?: (number|null);

            /** Value stringValue. */
            stringValue?: (string|null);

            /** Value boolValue. */
            boolValue?: (boolean|null);

            /** Value structValue. */
            structValue?: (google.protobuf.Struct.$Properties|null);

            /** Value listValue. */
            listValue?: (google.protobuf.ListValue.$Properties|null);

            /** Value kind. */
            kind?: ("nullValue"|"numberValue"|"stringValue"|"boolValue"|"structValue"|"listValue");

            /**
             * Encodes the specified Value message. Does not implicitly {@link google.protobuf.Value.verify|verify} messages.
             * @param message Value message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.Value.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Value message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.Value & google.protobuf.Value.$Shape} Value
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.Value & google.protobuf.Value.$Shape;

            /**
             * Creates a Value message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Value
             */
            static fromObject(object: { [k: string]: any }): google.protobuf.Value;

            /**
             * Creates a plain object from a Value message. Also converts values to other types if specified.
             * @param message Value
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.protobuf.Value, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Value to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Value {

            /** Properties of a Value. */
            interface $Properties {

                /** Value nullValue */
                nullValue?: (google.protobuf.NullValue|null);

                /** Value numberValue */
                numberValue?: (number|null);

                /** Value stringValue */
                stringValue?: (string|null);

                /** Value boolValue */
                boolValue?: (boolean|null);

                /** Value structValue */
                structValue?: (google.protobuf.Struct.$Properties|null);

                /** Value listValue */
                listValue?: (google.protobuf.ListValue.$Properties|null);

                /** Value kind */
                kind?: ("nullValue"|"numberValue"|"stringValue"|"boolValue"|"structValue"|"listValue");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Value. */
            type $Shape = {
              nullValue?: google.protobuf.NullValue|null;
              numberValue?: number|null;
              stringValue?: string|null;
              boolValue?: boolean|null;
              structValue?: google.protobuf.Struct.$Shape|null;
              listValue?: google.protobuf.ListValue.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ kind?: undefined; nullValue?: null; numberValue?: null; stringValue?: null; boolValue?: null; structValue?: null; listValue?: null }|{ kind?: "nullValue"; nullValue: google.protobuf.NullValue; numberValue?: null; stringValue?: null; boolValue?: null; structValue?: null; listValue?: null }|{ kind?: "numberValue"; nullValue?: null; numberValue: number; stringValue?: null; boolValue?: null; structValue?: null; listValue?: null }|{ kind?: "stringValue"; nullValue?: null; numberValue?: null; stringValue: string; boolValue?: null; structValue?: null; listValue?: null }|{ kind?: "boolValue"; nullValue?: null; numberValue?: null; stringValue?: null; boolValue: boolean; structValue?: null; listValue?: null }|{ kind?: "structValue"; nullValue?: null; numberValue?: null; stringValue?: null; boolValue?: null; structValue: google.protobuf.Struct.$Shape; listValue?: null }|{ kind?: "listValue"; nullValue?: null; numberValue?: null; stringValue?: null; boolValue?: null; structValue?: null; listValue: google.protobuf.ListValue.$Shape })
            );
        }

        /** NullValue enum. */
        enum NullValue {

            /** NULL_VALUE value */
            NULL_VALUE = 0
        }

        /**
         * Properties of a ListValue.
         * @deprecated Use google.protobuf.ListValue.$Properties instead.
         */
        interface IListValue extends google.protobuf.ListValue.$Properties {
        }

        /** Represents a ListValue. */
        class ListValue {

            /**
             * Constructs a new ListValue.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.ListValue.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListValue values. */
            values: google.protobuf.Value.$Properties[];

            /**
             * Encodes the specified ListValue message. Does not implicitly {@link google.protobuf.ListValue.verify|verify} messages.
             * @param message ListValue message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.ListValue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListValue message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.ListValue & google.protobuf.ListValue.$Shape} ListValue
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.ListValue & google.protobuf.ListValue.$Shape;

            /**
             * Creates a ListValue message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ListValue
             */
            static fromObject(object: { [k: string]: any }): google.protobuf.ListValue;

            /**
             * Creates a plain object from a ListValue message. Also converts values to other types if specified.
             * @param message ListValue
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.protobuf.ListValue, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ListValue to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ListValue {

            /** Properties of a ListValue. */
            interface $Properties {

                /** ListValue values */
                values?: (google.protobuf.Value.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListValue. */
            type $Shape = {
              values?: google.protobuf.Value.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }
    }
}
