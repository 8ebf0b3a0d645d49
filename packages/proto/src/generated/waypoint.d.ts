import * as $protobuf from "protobufjs";
import Long = require("long");

/** Namespace ambit. */
export namespace ambit {

    /** Namespace waypoint. */
    namespace waypoint {

        /**
         * Properties of a Service.
         * @deprecated Use ambit.waypoint.Service.$Properties instead.
         */
        interface IService extends ambit.waypoint.Service.$Properties {
        }

        /** Represents a Service. */
        class Service {

            /**
             * Constructs a new Service.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.Service.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Service namespace. */
            namespace: string;

            /** Service hostname. */
            hostname: string;

            /** Service ports. */
            ports: ambit.waypoint.Port.$Properties[];

            /** Service isServed. */
            isServed: boolean;

            /** Service routeTables. */
            routeTables: ambit.waypoint.RouteTable.$Properties[];

            /** Service connectionRoutes. */
            connectionRoutes: ambit.waypoint.ConnectionRoute.$Properties[];

            /** Service policies. */
            policies: ambit.waypoint.Policy.$Properties[];

            /** Service jwtRules. */
            jwtRules: ambit.waypoint.JwtRule.$Properties[];

            /** Service trafficPolicies. */
            trafficPolicies: ambit.waypoint.PortPolicy.$Properties[];

            /** Service subsets. */
            subsets: ambit.waypoint.Subset.$Properties[];

            /** Service telemetry. */
            telemetry?: (ambit.waypoint.Telemetry.$Properties|null);

            /**
             * Encodes the specified Service message. Does not implicitly {@link ambit.waypoint.Service.verify|verify} messages.
             * @param message Service message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.Service.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Service message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.Service & ambit.waypoint.Service.$Shape} Service
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.Service & ambit.waypoint.Service.$Shape;

            /**
             * Creates a Service message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Service
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.Service;

            /**
             * Creates a plain object from a Service message. Also converts values to other types if specified.
             * @param message Service
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.Service, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Service to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Service {

            /** Properties of a Service. */
            interface $Properties {

                /** Service namespace */
                namespace?: (string|null);

                /** Service hostname */
                hostname?: (string|null);

                /** Service ports */
                ports?: (ambit.waypoint.Port.$Properties[]|null);

                /** Service isServed */
                isServed?: (boolean|null);

                /** Service routeTables */
                routeTables?: (ambit.waypoint.RouteTable.$Properties[]|null);

                /** Service connectionRoutes */
                connectionRoutes?: (ambit.waypoint.ConnectionRoute.$Properties[]|null);

                /** Service policies */
                policies?: (ambit.waypoint.Policy.$Properties[]|null);

                /** Service jwtRules */
                jwtRules?: (ambit.waypoint.JwtRule.$Properties[]|null);

                /** Service trafficPolicies */
                trafficPolicies?: (ambit.waypoint.PortPolicy.$Properties[]|null);

                /** Service subsets */
                subsets?: (ambit.waypoint.Subset.$Properties[]|null);

                /** Service telemetry */
                telemetry?: (ambit.waypoint.Telemetry.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Service. */
            type $Shape = {
              namespace?: string|null;
              hostname?: string|null;
              ports?: ambit.waypoint.Port.$Shape[]|null;
              isServed?: boolean|null;
              routeTables?: ambit.waypoint.RouteTable.$Shape[]|null;
              connectionRoutes?: ambit.waypoint.ConnectionRoute.$Shape[]|null;
              policies?: ambit.waypoint.Policy.$Shape[]|null;
              jwtRules?: ambit.waypoint.JwtRule.$Shape[]|null;
              trafficPolicies?: ambit.waypoint.PortPolicy.$Shape[]|null;
              subsets?: ambit.waypoint.Subset.$Shape[]|null;
              telemetry?: ambit.waypoint.Telemetry.$Shape|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a Waypoint.
         * @deprecated Use ambit.waypoint.Waypoint.$Properties instead.
         */
        interface IWaypoint extends ambit.waypoint.Waypoint.$Properties {
        }

        /** Represents a Waypoint. */
        class Waypoint {

            /**
             * Constructs a new Waypoint.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.Waypoint.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Waypoint namespace. */
            namespace: string;

            /** Waypoint name. */
            name: string;

            /** Waypoint trustDomains. */
            trustDomains: string[];

            /** Waypoint pathNormalization. */
            pathNormalization: ambit.waypoint.PathNormalization;

            /** Waypoint numTrustedProxies. */
            numTrustedProxies: number;

            /** Waypoint forwardsClientIdentity. */
            forwardsClientIdentity: boolean;

            /** Waypoint providers. */
            providers: ambit.waypoint.Provider.$Properties[];

            /** Waypoint workloadPolicies. */
            workloadPolicies: ambit.waypoint.Policy.$Properties[];

            /** Waypoint workloadJwtRules. */
            workloadJwtRules: ambit.waypoint.JwtRule.$Properties[];

            /** Waypoint workloadTelemetry. */
            workloadTelemetry?: (ambit.waypoint.Telemetry.$Properties|null);

            /**
             * Encodes the specified Waypoint message. Does not implicitly {@link ambit.waypoint.Waypoint.verify|verify} messages.
             * @param message Waypoint message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.Waypoint.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Waypoint message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.Waypoint & ambit.waypoint.Waypoint.$Shape} Waypoint
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.Waypoint & ambit.waypoint.Waypoint.$Shape;

            /**
             * Creates a Waypoint message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Waypoint
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.Waypoint;

            /**
             * Creates a plain object from a Waypoint message. Also converts values to other types if specified.
             * @param message Waypoint
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.Waypoint, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Waypoint to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Waypoint {

            /** Properties of a Waypoint. */
            interface $Properties {

                /** Waypoint namespace */
                namespace?: (string|null);

                /** Waypoint name */
                name?: (string|null);

                /** Waypoint trustDomains */
                trustDomains?: (string[]|null);

                /** Waypoint pathNormalization */
                pathNormalization?: (ambit.waypoint.PathNormalization|null);

                /** Waypoint numTrustedProxies */
                numTrustedProxies?: (number|null);

                /** Waypoint forwardsClientIdentity */
                forwardsClientIdentity?: (boolean|null);

                /** Waypoint providers */
                providers?: (ambit.waypoint.Provider.$Properties[]|null);

                /** Waypoint workloadPolicies */
                workloadPolicies?: (ambit.waypoint.Policy.$Properties[]|null);

                /** Waypoint workloadJwtRules */
                workloadJwtRules?: (ambit.waypoint.JwtRule.$Properties[]|null);

                /** Waypoint workloadTelemetry */
                workloadTelemetry?: (ambit.waypoint.Telemetry.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Waypoint. */
            type $Shape = {
              namespace?: string|null;
              name?: string|null;
              trustDomains?: string[]|null;
              pathNormalization?: ambit.waypoint.PathNormalization|null;
              numTrustedProxies?: number|null;
              forwardsClientIdentity?: boolean|null;
              providers?: ambit.waypoint.Provider.$Shape[]|null;
              workloadPolicies?: ambit.waypoint.Policy.$Shape[]|null;
              workloadJwtRules?: ambit.waypoint.JwtRule.$Shape[]|null;
              workloadTelemetry?: ambit.waypoint.Telemetry.$Shape|null;
              $unknowns?: Uint8Array[];
            };
        }

        /** PathNormalization enum. */
        enum PathNormalization {

            /** NONE value */
            NONE = 0,

            /** BASE value */
            BASE = 1,

            /** MERGE_SLASHES value */
            MERGE_SLASHES = 2,

            /** DECODE_AND_MERGE_SLASHES value */
            DECODE_AND_MERGE_SLASHES = 3
        }

        /**
         * Properties of a Port.
         * @deprecated Use ambit.waypoint.Port.$Properties instead.
         */
        interface IPort extends ambit.waypoint.Port.$Properties {
        }

        /** Represents a Port. */
        class Port {

            /**
             * Constructs a new Port.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.Port.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Port number. */
            number: number;

            /** Port protocol. */
            protocol: ambit.waypoint.PortProtocol;

            /**
             * Encodes the specified Port message. Does not implicitly {@link ambit.waypoint.Port.verify|verify} messages.
             * @param message Port message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.Port.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Port message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.Port & ambit.waypoint.Port.$Shape} Port
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.Port & ambit.waypoint.Port.$Shape;

            /**
             * Creates a Port message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Port
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.Port;

            /**
             * Creates a plain object from a Port message. Also converts values to other types if specified.
             * @param message Port
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.Port, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Port to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Port {

            /** Properties of a Port. */
            interface $Properties {

                /** Port number */
                number?: (number|null);

                /** Port protocol */
                protocol?: (ambit.waypoint.PortProtocol|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Port. */
            type $Shape = ambit.waypoint.Port.$Properties;
        }

        /** PortProtocol enum. */
        enum PortProtocol {

            /** DETECT value */
            DETECT = 0,

            /** HTTP value */
            HTTP = 1,

            /** HTTP2 value */
            HTTP2 = 2,

            /** TCP value */
            TCP = 3,

            /** TLS value */
            TLS = 4
        }

        /**
         * Properties of a TextMatch.
         * @deprecated Use ambit.waypoint.TextMatch.$Properties instead.
         */
        interface ITextMatch extends ambit.waypoint.TextMatch.$Properties {
        }

        /** Represents a TextMatch. */
        class TextMatch {

            /**
             * Constructs a new TextMatch.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.TextMatch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TextMatch exact. */
            exact?: (string|null);

            /** TextMatch prefix. */
            prefix?: (string|null);

            /** TextMatch suffix. */
            suffix?: (string|null);

            /** TextMatch regex. */
            regex?: (string|null);

            /** TextMatch presence. */
            presence?: (boolean|null);

            /** TextMatch ignoreCase. */
            ignoreCase: boolean;

            /** TextMatch kind. */
            kind?: ("exact"|"prefix"|"suffix"|"regex"|"presence");

            /**
             * Encodes the specified TextMatch message. Does not implicitly {@link ambit.waypoint.TextMatch.verify|verify} messages.
             * @param message TextMatch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.TextMatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TextMatch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.TextMatch & ambit.waypoint.TextMatch.$Shape} TextMatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.TextMatch & ambit.waypoint.TextMatch.$Shape;

            /**
             * Creates a TextMatch message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns TextMatch
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.TextMatch;

            /**
             * Creates a plain object from a TextMatch message. Also converts values to other types if specified.
             * @param message TextMatch
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.TextMatch, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this TextMatch to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace TextMatch {

            /** Properties of a TextMatch. */
            interface $Properties {

                /** TextMatch exact */
                exact?: (string|null);

                /** TextMatch prefix */
                prefix?: (string|null);

                /** TextMatch suffix */
                suffix?: (string|null);

                /** TextMatch regex */
                regex?: (string|null);

                /** TextMatch presence */
                presence?: (boolean|null);

                /** TextMatch ignoreCase */
                ignoreCase?: (boolean|null);

                /** TextMatch kind */
                kind?: ("exact"|"prefix"|"suffix"|"regex"|"presence");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a TextMatch. */
            type $Shape = {
              exact?: string|null;
              prefix?: string|null;
              suffix?: string|null;
              regex?: string|null;
              presence?: boolean|null;
              ignoreCase?: boolean|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ kind?: undefined; exact?: null; prefix?: null; suffix?: null; regex?: null; presence?: null }|{ kind?: "exact"; exact: string; prefix?: null; suffix?: null; regex?: null; presence?: null }|{ kind?: "prefix"; exact?: null; prefix: string; suffix?: null; regex?: null; presence?: null }|{ kind?: "suffix"; exact?: null; prefix?: null; suffix: string; regex?: null; presence?: null }|{ kind?: "regex"; exact?: null; prefix?: null; suffix?: null; regex: string; presence?: null }|{ kind?: "presence"; exact?: null; prefix?: null; suffix?: null; regex?: null; presence: boolean })
            );
        }

        /**
         * Properties of a NamedMatch.
         * @deprecated Use ambit.waypoint.NamedMatch.$Properties instead.
         */
        interface INamedMatch extends ambit.waypoint.NamedMatch.$Properties {
        }

        /** Represents a NamedMatch. */
        class NamedMatch {

            /**
             * Constructs a new NamedMatch.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.NamedMatch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NamedMatch name. */
            name: string;

            /** NamedMatch match. */
            match?: (ambit.waypoint.TextMatch.$Properties|null);

            /** NamedMatch isInverted. */
            isInverted: boolean;

            /**
             * Encodes the specified NamedMatch message. Does not implicitly {@link ambit.waypoint.NamedMatch.verify|verify} messages.
             * @param message NamedMatch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.NamedMatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NamedMatch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.NamedMatch & ambit.waypoint.NamedMatch.$Shape} NamedMatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.NamedMatch & ambit.waypoint.NamedMatch.$Shape;

            /**
             * Creates a NamedMatch message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns NamedMatch
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.NamedMatch;

            /**
             * Creates a plain object from a NamedMatch message. Also converts values to other types if specified.
             * @param message NamedMatch
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.NamedMatch, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this NamedMatch to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace NamedMatch {

            /** Properties of a NamedMatch. */
            interface $Properties {

                /** NamedMatch name */
                name?: (string|null);

                /** NamedMatch match */
                match?: (ambit.waypoint.TextMatch.$Properties|null);

                /** NamedMatch isInverted */
                isInverted?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NamedMatch. */
            type $Shape = {
              name?: string|null;
              match?: ambit.waypoint.TextMatch.$Shape|null;
              isInverted?: boolean|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a ClaimMatch.
         * @deprecated Use ambit.waypoint.ClaimMatch.$Properties instead.
         */
        interface IClaimMatch extends ambit.waypoint.ClaimMatch.$Properties {
        }

        /** Represents a ClaimMatch. */
        class ClaimMatch {

            /**
             * Constructs a new ClaimMatch.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.ClaimMatch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ClaimMatch path. */
            path: string[];

            /** ClaimMatch match. */
            match?: (ambit.waypoint.TextMatch.$Properties|null);

            /** ClaimMatch isInverted. */
            isInverted: boolean;

            /**
             * Encodes the specified ClaimMatch message. Does not implicitly {@link ambit.waypoint.ClaimMatch.verify|verify} messages.
             * @param message ClaimMatch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.ClaimMatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ClaimMatch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.ClaimMatch & ambit.waypoint.ClaimMatch.$Shape} ClaimMatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.ClaimMatch & ambit.waypoint.ClaimMatch.$Shape;

            /**
             * Creates a ClaimMatch message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ClaimMatch
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.ClaimMatch;

            /**
             * Creates a plain object from a ClaimMatch message. Also converts values to other types if specified.
             * @param message ClaimMatch
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.ClaimMatch, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ClaimMatch to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ClaimMatch {

            /** Properties of a ClaimMatch. */
            interface $Properties {

                /** ClaimMatch path */
                path?: (string[]|null);

                /** ClaimMatch match */
                match?: (ambit.waypoint.TextMatch.$Properties|null);

                /** ClaimMatch isInverted */
                isInverted?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ClaimMatch. */
            type $Shape = {
              path?: string[]|null;
              match?: ambit.waypoint.TextMatch.$Shape|null;
              isInverted?: boolean|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a Header.
         * @deprecated Use ambit.waypoint.Header.$Properties instead.
         */
        interface IHeader extends ambit.waypoint.Header.$Properties {
        }

        /** Represents a Header. */
        class Header {

            /**
             * Constructs a new Header.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.Header.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Header name. */
            name: string;

            /** Header value. */
            value: string;

            /**
             * Encodes the specified Header message. Does not implicitly {@link ambit.waypoint.Header.verify|verify} messages.
             * @param message Header message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.Header.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Header message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.Header & ambit.waypoint.Header.$Shape} Header
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.Header & ambit.waypoint.Header.$Shape;

            /**
             * Creates a Header message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Header
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.Header;

            /**
             * Creates a plain object from a Header message. Also converts values to other types if specified.
             * @param message Header
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.Header, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Header to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Header {

            /** Properties of a Header. */
            interface $Properties {

                /** Header name */
                name?: (string|null);

                /** Header value */
                value?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Header. */
            type $Shape = ambit.waypoint.Header.$Properties;
        }

        /**
         * Properties of a Cidr.
         * @deprecated Use ambit.waypoint.Cidr.$Properties instead.
         */
        interface ICidr extends ambit.waypoint.Cidr.$Properties {
        }

        /** Represents a Cidr. */
        class Cidr {

            /**
             * Constructs a new Cidr.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.Cidr.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Cidr address. */
            address: Uint8Array;

            /** Cidr length. */
            length: number;

            /**
             * Encodes the specified Cidr message. Does not implicitly {@link ambit.waypoint.Cidr.verify|verify} messages.
             * @param message Cidr message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.Cidr.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Cidr message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.Cidr & ambit.waypoint.Cidr.$Shape} Cidr
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.Cidr & ambit.waypoint.Cidr.$Shape;

            /**
             * Creates a Cidr message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Cidr
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.Cidr;

            /**
             * Creates a plain object from a Cidr message. Also converts values to other types if specified.
             * @param message Cidr
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.Cidr, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Cidr to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Cidr {

            /** Properties of a Cidr. */
            interface $Properties {

                /** Cidr address */
                address?: (Uint8Array|null);

                /** Cidr length */
                length?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Cidr. */
            type $Shape = ambit.waypoint.Cidr.$Properties;
        }

        /**
         * Properties of a RouteTable.
         * @deprecated Use ambit.waypoint.RouteTable.$Properties instead.
         */
        interface IRouteTable extends ambit.waypoint.RouteTable.$Properties {
        }

        /** Represents a RouteTable. */
        class RouteTable {

            /**
             * Constructs a new RouteTable.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.RouteTable.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RouteTable port. */
            port?: (number|null);

            /** RouteTable clientNamespace. */
            clientNamespace?: (string|null);

            /** RouteTable rules. */
            rules: ambit.waypoint.Rule.$Properties[];

            /** RouteTable entries. */
            entries: ambit.waypoint.RouteEntry.$Properties[];

            /**
             * Encodes the specified RouteTable message. Does not implicitly {@link ambit.waypoint.RouteTable.verify|verify} messages.
             * @param message RouteTable message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.RouteTable.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RouteTable message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.RouteTable & ambit.waypoint.RouteTable.$Shape} RouteTable
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.RouteTable & ambit.waypoint.RouteTable.$Shape;

            /**
             * Creates a RouteTable message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns RouteTable
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.RouteTable;

            /**
             * Creates a plain object from a RouteTable message. Also converts values to other types if specified.
             * @param message RouteTable
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.RouteTable, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this RouteTable to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace RouteTable {

            /** Properties of a RouteTable. */
            interface $Properties {

                /** RouteTable port */
                port?: (number|null);

                /** RouteTable clientNamespace */
                clientNamespace?: (string|null);

                /** RouteTable rules */
                rules?: (ambit.waypoint.Rule.$Properties[]|null);

                /** RouteTable entries */
                entries?: (ambit.waypoint.RouteEntry.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RouteTable. */
            type $Shape = {
              port?: number|null;
              clientNamespace?: string|null;
              rules?: ambit.waypoint.Rule.$Shape[]|null;
              entries?: ambit.waypoint.RouteEntry.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a RouteEntry.
         * @deprecated Use ambit.waypoint.RouteEntry.$Properties instead.
         */
        interface IRouteEntry extends ambit.waypoint.RouteEntry.$Properties {
        }

        /** Represents a RouteEntry. */
        class RouteEntry {

            /**
             * Constructs a new RouteEntry.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.RouteEntry.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RouteEntry match. */
            match?: (ambit.waypoint.RequestMatch.$Properties|null);

            /** RouteEntry rule. */
            rule: number;

            /**
             * Encodes the specified RouteEntry message. Does not implicitly {@link ambit.waypoint.RouteEntry.verify|verify} messages.
             * @param message RouteEntry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.RouteEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RouteEntry message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.RouteEntry & ambit.waypoint.RouteEntry.$Shape} RouteEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.RouteEntry & ambit.waypoint.RouteEntry.$Shape;

            /**
             * Creates a RouteEntry message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns RouteEntry
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.RouteEntry;

            /**
             * Creates a plain object from a RouteEntry message. Also converts values to other types if specified.
             * @param message RouteEntry
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.RouteEntry, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this RouteEntry to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace RouteEntry {

            /** Properties of a RouteEntry. */
            interface $Properties {

                /** RouteEntry match */
                match?: (ambit.waypoint.RequestMatch.$Properties|null);

                /** RouteEntry rule */
                rule?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RouteEntry. */
            type $Shape = {
              match?: ambit.waypoint.RequestMatch.$Shape|null;
              rule?: number|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a RequestMatch.
         * @deprecated Use ambit.waypoint.RequestMatch.$Properties instead.
         */
        interface IRequestMatch extends ambit.waypoint.RequestMatch.$Properties {
        }

        /** Represents a RequestMatch. */
        class RequestMatch {

            /**
             * Constructs a new RequestMatch.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.RequestMatch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RequestMatch path. */
            path?: (ambit.waypoint.PathMatch.$Properties|null);

            /** RequestMatch method. */
            method?: (ambit.waypoint.TextMatch.$Properties|null);

            /** RequestMatch scheme. */
            scheme?: (ambit.waypoint.TextMatch.$Properties|null);

            /** RequestMatch authority. */
            authority?: (ambit.waypoint.TextMatch.$Properties|null);

            /** RequestMatch headers. */
            headers: ambit.waypoint.NamedMatch.$Properties[];

            /** RequestMatch query. */
            query: ambit.waypoint.NamedMatch.$Properties[];

            /** RequestMatch claims. */
            claims: ambit.waypoint.ClaimMatch.$Properties[];

            /**
             * Encodes the specified RequestMatch message. Does not implicitly {@link ambit.waypoint.RequestMatch.verify|verify} messages.
             * @param message RequestMatch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.RequestMatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RequestMatch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.RequestMatch & ambit.waypoint.RequestMatch.$Shape} RequestMatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.RequestMatch & ambit.waypoint.RequestMatch.$Shape;

            /**
             * Creates a RequestMatch message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns RequestMatch
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.RequestMatch;

            /**
             * Creates a plain object from a RequestMatch message. Also converts values to other types if specified.
             * @param message RequestMatch
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.RequestMatch, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this RequestMatch to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace RequestMatch {

            /** Properties of a RequestMatch. */
            interface $Properties {

                /** RequestMatch path */
                path?: (ambit.waypoint.PathMatch.$Properties|null);

                /** RequestMatch method */
                method?: (ambit.waypoint.TextMatch.$Properties|null);

                /** RequestMatch scheme */
                scheme?: (ambit.waypoint.TextMatch.$Properties|null);

                /** RequestMatch authority */
                authority?: (ambit.waypoint.TextMatch.$Properties|null);

                /** RequestMatch headers */
                headers?: (ambit.waypoint.NamedMatch.$Properties[]|null);

                /** RequestMatch query */
                query?: (ambit.waypoint.NamedMatch.$Properties[]|null);

                /** RequestMatch claims */
                claims?: (ambit.waypoint.ClaimMatch.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RequestMatch. */
            type $Shape = {
              path?: ambit.waypoint.PathMatch.$Shape|null;
              method?: ambit.waypoint.TextMatch.$Shape|null;
              scheme?: ambit.waypoint.TextMatch.$Shape|null;
              authority?: ambit.waypoint.TextMatch.$Shape|null;
              headers?: ambit.waypoint.NamedMatch.$Shape[]|null;
              query?: ambit.waypoint.NamedMatch.$Shape[]|null;
              claims?: ambit.waypoint.ClaimMatch.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a PathMatch.
         * @deprecated Use ambit.waypoint.PathMatch.$Properties instead.
         */
        interface IPathMatch extends ambit.waypoint.PathMatch.$Properties {
        }

        /** Represents a PathMatch. */
        class PathMatch {

            /**
             * Constructs a new PathMatch.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.PathMatch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PathMatch segments. */
            segments?: (string|null);

            /** PathMatch prefix. */
            prefix?: (string|null);

            /** PathMatch exact. */
            exact?: (string|null);

            /** PathMatch regex. */
            regex?: (string|null);

            /** PathMatch ignoreCase. */
            ignoreCase: boolean;

            /** PathMatch kind. */
            kind?: ("segments"|"prefix"|"exact"|"regex");

            /**
             * Encodes the specified PathMatch message. Does not implicitly {@link ambit.waypoint.PathMatch.verify|verify} messages.
             * @param message PathMatch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.PathMatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PathMatch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.PathMatch & ambit.waypoint.PathMatch.$Shape} PathMatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.PathMatch & ambit.waypoint.PathMatch.$Shape;

            /**
             * Creates a PathMatch message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns PathMatch
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.PathMatch;

            /**
             * Creates a plain object from a PathMatch message. Also converts values to other types if specified.
             * @param message PathMatch
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.PathMatch, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this PathMatch to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace PathMatch {

            /** Properties of a PathMatch. */
            interface $Properties {

                /** PathMatch segments */
                segments?: (string|null);

                /** PathMatch prefix */
                prefix?: (string|null);

                /** PathMatch exact */
                exact?: (string|null);

                /** PathMatch regex */
                regex?: (string|null);

                /** PathMatch ignoreCase */
                ignoreCase?: (boolean|null);

                /** PathMatch kind */
                kind?: ("segments"|"prefix"|"exact"|"regex");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a PathMatch. */
            type $Shape = {
              segments?: string|null;
              prefix?: string|null;
              exact?: string|null;
              regex?: string|null;
              ignoreCase?: boolean|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ kind?: undefined; segments?: null; prefix?: null; exact?: null; regex?: null }|{ kind?: "segments"; segments: string; prefix?: null; exact?: null; regex?: null }|{ kind?: "prefix"; segments?: null; prefix: string; exact?: null; regex?: null }|{ kind?: "exact"; segments?: null; prefix?: null; exact: string; regex?: null }|{ kind?: "regex"; segments?: null; prefix?: null; exact?: null; regex: string })
            );
        }

        /**
         * Properties of a Rule.
         * @deprecated Use ambit.waypoint.Rule.$Properties instead.
         */
        interface IRule extends ambit.waypoint.Rule.$Properties {
        }

        /** Represents a Rule. */
        class Rule {

            /**
             * Constructs a new Rule.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.Rule.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Rule name. */
            name: string;

            /** Rule forward. */
            forward?: (ambit.waypoint.Forward.$Properties|null);

            /** Rule redirect. */
            redirect?: (ambit.waypoint.Redirect.$Properties|null);

            /** Rule respond. */
            respond?: (ambit.waypoint.Respond.$Properties|null);

            /** Rule requestHeaders. */
            requestHeaders?: (ambit.waypoint.HeaderChange.$Properties|null);

            /** Rule responseHeaders. */
            responseHeaders?: (ambit.waypoint.HeaderChange.$Properties|null);

            /** Rule rewrite. */
            rewrite?: (ambit.waypoint.Rewrite.$Properties|null);

            /** Rule mirrors. */
            mirrors: ambit.waypoint.Mirror.$Properties[];

            /** Rule cors. */
            cors?: (ambit.waypoint.Cors.$Properties|null);

            /** Rule requestTimeoutMs. */
            requestTimeoutMs?: (number|null);

            /** Rule attemptTimeoutMs. */
            attemptTimeoutMs?: (number|null);

            /** Rule retry. */
            retry?: (ambit.waypoint.Retry.$Properties|null);

            /** Rule fault. */
            fault?: (ambit.waypoint.Fault.$Properties|null);

            /** Rule sessionPersistence. */
            sessionPersistence?: (ambit.waypoint.SessionPersistence.$Properties|null);

            /** Rule rateLimits. */
            rateLimits: ambit.waypoint.RateLimit.$Properties[];

            /** Rule action. */
            action?: ("forward"|"redirect"|"respond");

            /**
             * Encodes the specified Rule message. Does not implicitly {@link ambit.waypoint.Rule.verify|verify} messages.
             * @param message Rule message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.Rule.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Rule message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.Rule & ambit.waypoint.Rule.$Shape} Rule
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.Rule & ambit.waypoint.Rule.$Shape;

            /**
             * Creates a Rule message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Rule
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.Rule;

            /**
             * Creates a plain object from a Rule message. Also converts values to other types if specified.
             * @param message Rule
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.Rule, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Rule to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Rule {

            /** Properties of a Rule. */
            interface $Properties {

                /** Rule name */
                name?: (string|null);

                /** Rule forward */
                forward?: (ambit.waypoint.Forward.$Properties|null);

                /** Rule redirect */
                redirect?: (ambit.waypoint.Redirect.$Properties|null);

                /** Rule respond */
                respond?: (ambit.waypoint.Respond.$Properties|null);

                /** Rule requestHeaders */
                requestHeaders?: (ambit.waypoint.HeaderChange.$Properties|null);

                /** Rule responseHeaders */
                responseHeaders?: (ambit.waypoint.HeaderChange.$Properties|null);

                /** Rule rewrite */
                rewrite?: (ambit.waypoint.Rewrite.$Properties|null);

                /** Rule mirrors */
                mirrors?: (ambit.waypoint.Mirror.$Properties[]|null);

                /** Rule cors */
                cors?: (ambit.waypoint.Cors.$Properties|null);

                /** Rule requestTimeoutMs */
                requestTimeoutMs?: (number|null);

                /** Rule attemptTimeoutMs */
                attemptTimeoutMs?: (number|null);

                /** Rule retry */
                retry?: (ambit.waypoint.Retry.$Properties|null);

                /** Rule fault */
                fault?: (ambit.waypoint.Fault.$Properties|null);

                /** Rule sessionPersistence */
                sessionPersistence?: (ambit.waypoint.SessionPersistence.$Properties|null);

                /** Rule rateLimits */
                rateLimits?: (ambit.waypoint.RateLimit.$Properties[]|null);

                /** Rule action */
                action?: ("forward"|"redirect"|"respond");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Rule. */
            type $Shape = {
              name?: string|null;
              forward?: ambit.waypoint.Forward.$Shape|null;
              redirect?: ambit.waypoint.Redirect.$Shape|null;
              respond?: ambit.waypoint.Respond.$Shape|null;
              requestHeaders?: ambit.waypoint.HeaderChange.$Shape|null;
              responseHeaders?: ambit.waypoint.HeaderChange.$Shape|null;
              rewrite?: ambit.waypoint.Rewrite.$Shape|null;
              mirrors?: ambit.waypoint.Mirror.$Shape[]|null;
              cors?: ambit.waypoint.Cors.$Shape|null;
              requestTimeoutMs?: number|null;
              attemptTimeoutMs?: number|null;
              retry?: ambit.waypoint.Retry.$Shape|null;
              fault?: ambit.waypoint.Fault.$Shape|null;
              sessionPersistence?: ambit.waypoint.SessionPersistence.$Shape|null;
              rateLimits?: ambit.waypoint.RateLimit.$Shape[]|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ action?: undefined; forward?: null; redirect?: null; respond?: null }|{ action?: "forward"; forward: ambit.waypoint.Forward.$Shape; redirect?: null; respond?: null }|{ action?: "redirect"; forward?: null; redirect: ambit.waypoint.Redirect.$Shape; respond?: null }|{ action?: "respond"; forward?: null; redirect?: null; respond: ambit.waypoint.Respond.$Shape })
            );
        }

        /**
         * Properties of a Forward.
         * @deprecated Use ambit.waypoint.Forward.$Properties instead.
         */
        interface IForward extends ambit.waypoint.Forward.$Properties {
        }

        /** Represents a Forward. */
        class Forward {

            /**
             * Constructs a new Forward.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.Forward.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Forward backends. */
            backends: ambit.waypoint.Backend.$Properties[];

            /**
             * Encodes the specified Forward message. Does not implicitly {@link ambit.waypoint.Forward.verify|verify} messages.
             * @param message Forward message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.Forward.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Forward message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.Forward & ambit.waypoint.Forward.$Shape} Forward
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.Forward & ambit.waypoint.Forward.$Shape;

            /**
             * Creates a Forward message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Forward
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.Forward;

            /**
             * Creates a plain object from a Forward message. Also converts values to other types if specified.
             * @param message Forward
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.Forward, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Forward to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Forward {

            /** Properties of a Forward. */
            interface $Properties {

                /** Forward backends */
                backends?: (ambit.waypoint.Backend.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Forward. */
            type $Shape = {
              backends?: ambit.waypoint.Backend.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a Respond.
         * @deprecated Use ambit.waypoint.Respond.$Properties instead.
         */
        interface IRespond extends ambit.waypoint.Respond.$Properties {
        }

        /** Represents a Respond. */
        class Respond {

            /**
             * Constructs a new Respond.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.Respond.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Respond status. */
            status: number;

            /** Respond body. */
            body: string;

            /**
             * Encodes the specified Respond message. Does not implicitly {@link ambit.waypoint.Respond.verify|verify} messages.
             * @param message Respond message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.Respond.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Respond message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.Respond & ambit.waypoint.Respond.$Shape} Respond
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.Respond & ambit.waypoint.Respond.$Shape;

            /**
             * Creates a Respond message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Respond
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.Respond;

            /**
             * Creates a plain object from a Respond message. Also converts values to other types if specified.
             * @param message Respond
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.Respond, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Respond to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Respond {

            /** Properties of a Respond. */
            interface $Properties {

                /** Respond status */
                status?: (number|null);

                /** Respond body */
                body?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Respond. */
            type $Shape = ambit.waypoint.Respond.$Properties;
        }

        /**
         * Properties of a Redirect.
         * @deprecated Use ambit.waypoint.Redirect.$Properties instead.
         */
        interface IRedirect extends ambit.waypoint.Redirect.$Properties {
        }

        /** Represents a Redirect. */
        class Redirect {

            /**
             * Constructs a new Redirect.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.Redirect.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Redirect status. */
            status: number;

            /** Redirect scheme. */
            scheme?: (string|null);

            /** Redirect hostname. */
            hostname?: (string|null);

            /** Redirect number. */
            number?: (number|null);

            /** Redirect derived. */
            derived?: (ambit.waypoint.RedirectPort|null);

            /** Redirect path. */
            path?: (ambit.waypoint.PathRewrite.$Properties|null);

            /** Redirect port. */
            port?: ("number"|"derived");

            /**
             * Encodes the specified Redirect message. Does not implicitly {@link ambit.waypoint.Redirect.verify|verify} messages.
             * @param message Redirect message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.Redirect.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Redirect message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.Redirect & ambit.waypoint.Redirect.$Shape} Redirect
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.Redirect & ambit.waypoint.Redirect.$Shape;

            /**
             * Creates a Redirect message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Redirect
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.Redirect;

            /**
             * Creates a plain object from a Redirect message. Also converts values to other types if specified.
             * @param message Redirect
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.Redirect, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Redirect to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Redirect {

            /** Properties of a Redirect. */
            interface $Properties {

                /** Redirect status */
                status?: (number|null);

                /** Redirect scheme */
                scheme?: (string|null);

                /** Redirect hostname */
                hostname?: (string|null);

                /** Redirect number */
                number?: (number|null);

                /** Redirect derived */
                derived?: (ambit.waypoint.RedirectPort|null);

                /** Redirect path */
                path?: (ambit.waypoint.PathRewrite.$Properties|null);

                /** Redirect port */
                port?: ("number"|"derived");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Redirect. */
            type $Shape = {
              status?: number|null;
              scheme?: string|null;
              hostname?: string|null;
              number?: number|null;
              derived?: ambit.waypoint.RedirectPort|null;
              path?: ambit.waypoint.PathRewrite.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ port?: undefined; number?: null; derived?: null }|{ port?: "number"; number: number; derived?: null }|{ port?: "derived"; number?: null; derived: ambit.waypoint.RedirectPort })
            );
        }

        /** RedirectPort enum. */
        enum RedirectPort {

            /** SCHEME_DEFAULT value */
            SCHEME_DEFAULT = 0,

            /** REQUEST_PORT value */
            REQUEST_PORT = 1
        }

        /**
         * Properties of a HeaderChange.
         * @deprecated Use ambit.waypoint.HeaderChange.$Properties instead.
         */
        interface IHeaderChange extends ambit.waypoint.HeaderChange.$Properties {
        }

        /** Represents a HeaderChange. */
        class HeaderChange {

            /**
             * Constructs a new HeaderChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.HeaderChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HeaderChange set. */
            set: ambit.waypoint.Header.$Properties[];

            /** HeaderChange add. */
            add: ambit.waypoint.Header.$Properties[];

            /** HeaderChange remove. */
            remove: string[];

            /**
             * Encodes the specified HeaderChange message. Does not implicitly {@link ambit.waypoint.HeaderChange.verify|verify} messages.
             * @param message HeaderChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.HeaderChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HeaderChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.HeaderChange & ambit.waypoint.HeaderChange.$Shape} HeaderChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.HeaderChange & ambit.waypoint.HeaderChange.$Shape;

            /**
             * Creates a HeaderChange message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns HeaderChange
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.HeaderChange;

            /**
             * Creates a plain object from a HeaderChange message. Also converts values to other types if specified.
             * @param message HeaderChange
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.HeaderChange, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this HeaderChange to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace HeaderChange {

            /** Properties of a HeaderChange. */
            interface $Properties {

                /** HeaderChange set */
                set?: (ambit.waypoint.Header.$Properties[]|null);

                /** HeaderChange add */
                add?: (ambit.waypoint.Header.$Properties[]|null);

                /** HeaderChange remove */
                remove?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HeaderChange. */
            type $Shape = ambit.waypoint.HeaderChange.$Properties;
        }

        /**
         * Properties of a Rewrite.
         * @deprecated Use ambit.waypoint.Rewrite.$Properties instead.
         */
        interface IRewrite extends ambit.waypoint.Rewrite.$Properties {
        }

        /** Represents a Rewrite. */
        class Rewrite {

            /**
             * Constructs a new Rewrite.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.Rewrite.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Rewrite authority. */
            authority?: (string|null);

            /** Rewrite path. */
            path?: (ambit.waypoint.PathRewrite.$Properties|null);

            /**
             * Encodes the specified Rewrite message. Does not implicitly {@link ambit.waypoint.Rewrite.verify|verify} messages.
             * @param message Rewrite message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.Rewrite.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Rewrite message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.Rewrite & ambit.waypoint.Rewrite.$Shape} Rewrite
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.Rewrite & ambit.waypoint.Rewrite.$Shape;

            /**
             * Creates a Rewrite message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Rewrite
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.Rewrite;

            /**
             * Creates a plain object from a Rewrite message. Also converts values to other types if specified.
             * @param message Rewrite
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.Rewrite, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Rewrite to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Rewrite {

            /** Properties of a Rewrite. */
            interface $Properties {

                /** Rewrite authority */
                authority?: (string|null);

                /** Rewrite path */
                path?: (ambit.waypoint.PathRewrite.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Rewrite. */
            type $Shape = {
              authority?: string|null;
              path?: ambit.waypoint.PathRewrite.$Shape|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a PathRewrite.
         * @deprecated Use ambit.waypoint.PathRewrite.$Properties instead.
         */
        interface IPathRewrite extends ambit.waypoint.PathRewrite.$Properties {
        }

        /** Represents a PathRewrite. */
        class PathRewrite {

            /**
             * Constructs a new PathRewrite.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.PathRewrite.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PathRewrite full. */
            full?: (string|null);

            /** PathRewrite prefix. */
            prefix?: (string|null);

            /** PathRewrite regex. */
            regex?: (string|null);

            /** PathRewrite substitution. */
            substitution: string;

            /** PathRewrite kind. */
            kind?: ("full"|"prefix"|"regex");

            /**
             * Encodes the specified PathRewrite message. Does not implicitly {@link ambit.waypoint.PathRewrite.verify|verify} messages.
             * @param message PathRewrite message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.PathRewrite.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PathRewrite message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.PathRewrite & ambit.waypoint.PathRewrite.$Shape} PathRewrite
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.PathRewrite & ambit.waypoint.PathRewrite.$Shape;

            /**
             * Creates a PathRewrite message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns PathRewrite
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.PathRewrite;

            /**
             * Creates a plain object from a PathRewrite message. Also converts values to other types if specified.
             * @param message PathRewrite
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.PathRewrite, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this PathRewrite to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace PathRewrite {

            /** Properties of a PathRewrite. */
            interface $Properties {

                /** PathRewrite full */
                full?: (string|null);

                /** PathRewrite prefix */
                prefix?: (string|null);

                /** PathRewrite regex */
                regex?: (string|null);

                /** PathRewrite substitution */
                substitution?: (string|null);

                /** PathRewrite kind */
                kind?: ("full"|"prefix"|"regex");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a PathRewrite. */
            type $Shape = {
              full?: string|null;
              prefix?: string|null;
              regex?: string|null;
              substitution?: string|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ kind?: undefined; full?: null; prefix?: null; regex?: null }|{ kind?: "full"; full: string; prefix?: null; regex?: null }|{ kind?: "prefix"; full?: null; prefix: string; regex?: null }|{ kind?: "regex"; full?: null; prefix?: null; regex: string })
            );
        }

        /**
         * Properties of a Backend.
         * @deprecated Use ambit.waypoint.Backend.$Properties instead.
         */
        interface IBackend extends ambit.waypoint.Backend.$Properties {
        }

        /** Represents a Backend. */
        class Backend {

            /**
             * Constructs a new Backend.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.Backend.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Backend target. */
            target?: (ambit.waypoint.Target.$Properties|null);

            /** Backend weight. */
            weight: number;

            /** Backend requestHeaders. */
            requestHeaders?: (ambit.waypoint.HeaderChange.$Properties|null);

            /** Backend responseHeaders. */
            responseHeaders?: (ambit.waypoint.HeaderChange.$Properties|null);

            /**
             * Encodes the specified Backend message. Does not implicitly {@link ambit.waypoint.Backend.verify|verify} messages.
             * @param message Backend message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.Backend.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Backend message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.Backend & ambit.waypoint.Backend.$Shape} Backend
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.Backend & ambit.waypoint.Backend.$Shape;

            /**
             * Creates a Backend message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Backend
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.Backend;

            /**
             * Creates a plain object from a Backend message. Also converts values to other types if specified.
             * @param message Backend
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.Backend, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Backend to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Backend {

            /** Properties of a Backend. */
            interface $Properties {

                /** Backend target */
                target?: (ambit.waypoint.Target.$Properties|null);

                /** Backend weight */
                weight?: (number|null);

                /** Backend requestHeaders */
                requestHeaders?: (ambit.waypoint.HeaderChange.$Properties|null);

                /** Backend responseHeaders */
                responseHeaders?: (ambit.waypoint.HeaderChange.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Backend. */
            type $Shape = {
              target?: ambit.waypoint.Target.$Shape|null;
              weight?: number|null;
              requestHeaders?: ambit.waypoint.HeaderChange.$Shape|null;
              responseHeaders?: ambit.waypoint.HeaderChange.$Shape|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a Target.
         * @deprecated Use ambit.waypoint.Target.$Properties instead.
         */
        interface ITarget extends ambit.waypoint.Target.$Properties {
        }

        /** Represents a Target. */
        class Target {

            /**
             * Constructs a new Target.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.Target.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Target service. */
            service?: (ambit.waypoint.ServiceTarget.$Properties|null);

            /** Target invalid. */
            invalid?: (ambit.waypoint.InvalidTarget.$Properties|null);

            /** Target kind. */
            kind?: ("service"|"invalid");

            /**
             * Encodes the specified Target message. Does not implicitly {@link ambit.waypoint.Target.verify|verify} messages.
             * @param message Target message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.Target.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Target message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.Target & ambit.waypoint.Target.$Shape} Target
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.Target & ambit.waypoint.Target.$Shape;

            /**
             * Creates a Target message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Target
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.Target;

            /**
             * Creates a plain object from a Target message. Also converts values to other types if specified.
             * @param message Target
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.Target, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Target to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Target {

            /** Properties of a Target. */
            interface $Properties {

                /** Target service */
                service?: (ambit.waypoint.ServiceTarget.$Properties|null);

                /** Target invalid */
                invalid?: (ambit.waypoint.InvalidTarget.$Properties|null);

                /** Target kind */
                kind?: ("service"|"invalid");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Target. */
            type $Shape = {
              service?: ambit.waypoint.ServiceTarget.$Shape|null;
              invalid?: ambit.waypoint.InvalidTarget.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ kind?: undefined; service?: null; invalid?: null }|{ kind?: "service"; service: ambit.waypoint.ServiceTarget.$Shape; invalid?: null }|{ kind?: "invalid"; service?: null; invalid: ambit.waypoint.InvalidTarget.$Shape })
            );
        }

        /**
         * Properties of a ServiceTarget.
         * @deprecated Use ambit.waypoint.ServiceTarget.$Properties instead.
         */
        interface IServiceTarget extends ambit.waypoint.ServiceTarget.$Properties {
        }

        /** Represents a ServiceTarget. */
        class ServiceTarget {

            /**
             * Constructs a new ServiceTarget.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.ServiceTarget.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ServiceTarget service. */
            service: string;

            /** ServiceTarget port. */
            port: number;

            /** ServiceTarget subset. */
            subset?: (string|null);

            /**
             * Encodes the specified ServiceTarget message. Does not implicitly {@link ambit.waypoint.ServiceTarget.verify|verify} messages.
             * @param message ServiceTarget message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.ServiceTarget.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ServiceTarget message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.ServiceTarget & ambit.waypoint.ServiceTarget.$Shape} ServiceTarget
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.ServiceTarget & ambit.waypoint.ServiceTarget.$Shape;

            /**
             * Creates a ServiceTarget message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ServiceTarget
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.ServiceTarget;

            /**
             * Creates a plain object from a ServiceTarget message. Also converts values to other types if specified.
             * @param message ServiceTarget
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.ServiceTarget, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ServiceTarget to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ServiceTarget {

            /** Properties of a ServiceTarget. */
            interface $Properties {

                /** ServiceTarget service */
                service?: (string|null);

                /** ServiceTarget port */
                port?: (number|null);

                /** ServiceTarget subset */
                subset?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ServiceTarget. */
            type $Shape = ambit.waypoint.ServiceTarget.$Properties;
        }

        /**
         * Properties of an InvalidTarget.
         * @deprecated Use ambit.waypoint.InvalidTarget.$Properties instead.
         */
        interface IInvalidTarget extends ambit.waypoint.InvalidTarget.$Properties {
        }

        /** Represents an InvalidTarget. */
        class InvalidTarget {

            /**
             * Constructs a new InvalidTarget.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.InvalidTarget.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** InvalidTarget status. */
            status: number;

            /** InvalidTarget grpcStatus. */
            grpcStatus?: (number|null);

            /** InvalidTarget isUnknownCluster. */
            isUnknownCluster: boolean;

            /** InvalidTarget details. */
            details: string;

            /**
             * Encodes the specified InvalidTarget message. Does not implicitly {@link ambit.waypoint.InvalidTarget.verify|verify} messages.
             * @param message InvalidTarget message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.InvalidTarget.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an InvalidTarget message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.InvalidTarget & ambit.waypoint.InvalidTarget.$Shape} InvalidTarget
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.InvalidTarget & ambit.waypoint.InvalidTarget.$Shape;

            /**
             * Creates an InvalidTarget message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns InvalidTarget
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.InvalidTarget;

            /**
             * Creates a plain object from an InvalidTarget message. Also converts values to other types if specified.
             * @param message InvalidTarget
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.InvalidTarget, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this InvalidTarget to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace InvalidTarget {

            /** Properties of an InvalidTarget. */
            interface $Properties {

                /** InvalidTarget status */
                status?: (number|null);

                /** InvalidTarget grpcStatus */
                grpcStatus?: (number|null);

                /** InvalidTarget isUnknownCluster */
                isUnknownCluster?: (boolean|null);

                /** InvalidTarget details */
                details?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an InvalidTarget. */
            type $Shape = ambit.waypoint.InvalidTarget.$Properties;
        }

        /**
         * Properties of a Mirror.
         * @deprecated Use ambit.waypoint.Mirror.$Properties instead.
         */
        interface IMirror extends ambit.waypoint.Mirror.$Properties {
        }

        /** Represents a Mirror. */
        class Mirror {

            /**
             * Constructs a new Mirror.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.Mirror.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Mirror target. */
            target?: (ambit.waypoint.Target.$Properties|null);

            /** Mirror perMillion. */
            perMillion: number;

            /**
             * Encodes the specified Mirror message. Does not implicitly {@link ambit.waypoint.Mirror.verify|verify} messages.
             * @param message Mirror message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.Mirror.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Mirror message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.Mirror & ambit.waypoint.Mirror.$Shape} Mirror
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.Mirror & ambit.waypoint.Mirror.$Shape;

            /**
             * Creates a Mirror message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Mirror
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.Mirror;

            /**
             * Creates a plain object from a Mirror message. Also converts values to other types if specified.
             * @param message Mirror
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.Mirror, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Mirror to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Mirror {

            /** Properties of a Mirror. */
            interface $Properties {

                /** Mirror target */
                target?: (ambit.waypoint.Target.$Properties|null);

                /** Mirror perMillion */
                perMillion?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Mirror. */
            type $Shape = {
              target?: ambit.waypoint.Target.$Shape|null;
              perMillion?: number|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a Cors.
         * @deprecated Use ambit.waypoint.Cors.$Properties instead.
         */
        interface ICors extends ambit.waypoint.Cors.$Properties {
        }

        /** Represents a Cors. */
        class Cors {

            /**
             * Constructs a new Cors.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.Cors.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Cors allowOrigins. */
            allowOrigins: ambit.waypoint.TextMatch.$Properties[];

            /** Cors allowMethods. */
            allowMethods: string[];

            /** Cors allowHeaders. */
            allowHeaders: string[];

            /** Cors exposeHeaders. */
            exposeHeaders: string[];

            /** Cors allowCredentials. */
            allowCredentials: boolean;

            /** Cors maxAgeSeconds. */
            maxAgeSeconds?: (number|null);

            /** Cors forwardsUnmatchedPreflights. */
            forwardsUnmatchedPreflights: boolean;

            /**
             * Encodes the specified Cors message. Does not implicitly {@link ambit.waypoint.Cors.verify|verify} messages.
             * @param message Cors message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.Cors.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Cors message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.Cors & ambit.waypoint.Cors.$Shape} Cors
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.Cors & ambit.waypoint.Cors.$Shape;

            /**
             * Creates a Cors message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Cors
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.Cors;

            /**
             * Creates a plain object from a Cors message. Also converts values to other types if specified.
             * @param message Cors
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.Cors, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Cors to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Cors {

            /** Properties of a Cors. */
            interface $Properties {

                /** Cors allowOrigins */
                allowOrigins?: (ambit.waypoint.TextMatch.$Properties[]|null);

                /** Cors allowMethods */
                allowMethods?: (string[]|null);

                /** Cors allowHeaders */
                allowHeaders?: (string[]|null);

                /** Cors exposeHeaders */
                exposeHeaders?: (string[]|null);

                /** Cors allowCredentials */
                allowCredentials?: (boolean|null);

                /** Cors maxAgeSeconds */
                maxAgeSeconds?: (number|null);

                /** Cors forwardsUnmatchedPreflights */
                forwardsUnmatchedPreflights?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Cors. */
            type $Shape = {
              allowOrigins?: ambit.waypoint.TextMatch.$Shape[]|null;
              allowMethods?: string[]|null;
              allowHeaders?: string[]|null;
              exposeHeaders?: string[]|null;
              allowCredentials?: boolean|null;
              maxAgeSeconds?: number|null;
              forwardsUnmatchedPreflights?: boolean|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a Retry.
         * @deprecated Use ambit.waypoint.Retry.$Properties instead.
         */
        interface IRetry extends ambit.waypoint.Retry.$Properties {
        }

        /** Represents a Retry. */
        class Retry {

            /**
             * Constructs a new Retry.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.Retry.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Retry attempts. */
            attempts: number;

            /** Retry reasons. */
            reasons: ambit.waypoint.RetryReason[];

            /** Retry statuses. */
            statuses: number[];

            /** Retry backoffMs. */
            backoffMs: number;

            /** Retry isBackoffMinimum. */
            isBackoffMinimum: boolean;

            /**
             * Encodes the specified Retry message. Does not implicitly {@link ambit.waypoint.Retry.verify|verify} messages.
             * @param message Retry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.Retry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Retry message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.Retry & ambit.waypoint.Retry.$Shape} Retry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.Retry & ambit.waypoint.Retry.$Shape;

            /**
             * Creates a Retry message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Retry
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.Retry;

            /**
             * Creates a plain object from a Retry message. Also converts values to other types if specified.
             * @param message Retry
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.Retry, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Retry to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Retry {

            /** Properties of a Retry. */
            interface $Properties {

                /** Retry attempts */
                attempts?: (number|null);

                /** Retry reasons */
                reasons?: (ambit.waypoint.RetryReason[]|null);

                /** Retry statuses */
                statuses?: (number[]|null);

                /** Retry backoffMs */
                backoffMs?: (number|null);

                /** Retry isBackoffMinimum */
                isBackoffMinimum?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Retry. */
            type $Shape = ambit.waypoint.Retry.$Properties;
        }

        /** RetryReason enum. */
        enum RetryReason {

            /** UNKNOWN_REASON value */
            UNKNOWN_REASON = 0,

            /** STATUS_5XX value */
            STATUS_5XX = 1,

            /** GATEWAY_ERROR value */
            GATEWAY_ERROR = 2,

            /** RESET value */
            RESET = 3,

            /** RESET_BEFORE_REQUEST value */
            RESET_BEFORE_REQUEST = 4,

            /** CONNECT_FAILURE value */
            CONNECT_FAILURE = 5,

            /** RETRIABLE_4XX value */
            RETRIABLE_4XX = 6,

            /** REFUSED_STREAM value */
            REFUSED_STREAM = 7,

            /** CANCELLED value */
            CANCELLED = 8,

            /** DEADLINE_EXCEEDED value */
            DEADLINE_EXCEEDED = 9,

            /** INTERNAL value */
            INTERNAL = 10,

            /** RESOURCE_EXHAUSTED value */
            RESOURCE_EXHAUSTED = 11,

            /** UNAVAILABLE value */
            UNAVAILABLE = 12
        }

        /**
         * Properties of a Fault.
         * @deprecated Use ambit.waypoint.Fault.$Properties instead.
         */
        interface IFault extends ambit.waypoint.Fault.$Properties {
        }

        /** Represents a Fault. */
        class Fault {

            /**
             * Constructs a new Fault.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.Fault.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Fault delay. */
            delay?: (ambit.waypoint.FaultDelay.$Properties|null);

            /** Fault abort. */
            abort?: (ambit.waypoint.FaultAbort.$Properties|null);

            /**
             * Encodes the specified Fault message. Does not implicitly {@link ambit.waypoint.Fault.verify|verify} messages.
             * @param message Fault message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.Fault.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Fault message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.Fault & ambit.waypoint.Fault.$Shape} Fault
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.Fault & ambit.waypoint.Fault.$Shape;

            /**
             * Creates a Fault message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Fault
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.Fault;

            /**
             * Creates a plain object from a Fault message. Also converts values to other types if specified.
             * @param message Fault
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.Fault, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Fault to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Fault {

            /** Properties of a Fault. */
            interface $Properties {

                /** Fault delay */
                delay?: (ambit.waypoint.FaultDelay.$Properties|null);

                /** Fault abort */
                abort?: (ambit.waypoint.FaultAbort.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Fault. */
            type $Shape = ambit.waypoint.Fault.$Properties;
        }

        /**
         * Properties of a FaultDelay.
         * @deprecated Use ambit.waypoint.FaultDelay.$Properties instead.
         */
        interface IFaultDelay extends ambit.waypoint.FaultDelay.$Properties {
        }

        /** Represents a FaultDelay. */
        class FaultDelay {

            /**
             * Constructs a new FaultDelay.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.FaultDelay.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FaultDelay ms. */
            ms: number;

            /** FaultDelay perMillion. */
            perMillion: number;

            /**
             * Encodes the specified FaultDelay message. Does not implicitly {@link ambit.waypoint.FaultDelay.verify|verify} messages.
             * @param message FaultDelay message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.FaultDelay.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FaultDelay message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.FaultDelay & ambit.waypoint.FaultDelay.$Shape} FaultDelay
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.FaultDelay & ambit.waypoint.FaultDelay.$Shape;

            /**
             * Creates a FaultDelay message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns FaultDelay
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.FaultDelay;

            /**
             * Creates a plain object from a FaultDelay message. Also converts values to other types if specified.
             * @param message FaultDelay
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.FaultDelay, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this FaultDelay to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace FaultDelay {

            /** Properties of a FaultDelay. */
            interface $Properties {

                /** FaultDelay ms */
                ms?: (number|null);

                /** FaultDelay perMillion */
                perMillion?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FaultDelay. */
            type $Shape = ambit.waypoint.FaultDelay.$Properties;
        }

        /**
         * Properties of a FaultAbort.
         * @deprecated Use ambit.waypoint.FaultAbort.$Properties instead.
         */
        interface IFaultAbort extends ambit.waypoint.FaultAbort.$Properties {
        }

        /** Represents a FaultAbort. */
        class FaultAbort {

            /**
             * Constructs a new FaultAbort.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.FaultAbort.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FaultAbort perMillion. */
            perMillion: number;

            /** FaultAbort status. */
            status: number;

            /** FaultAbort grpcStatus. */
            grpcStatus?: (number|null);

            /**
             * Encodes the specified FaultAbort message. Does not implicitly {@link ambit.waypoint.FaultAbort.verify|verify} messages.
             * @param message FaultAbort message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.FaultAbort.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FaultAbort message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.FaultAbort & ambit.waypoint.FaultAbort.$Shape} FaultAbort
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.FaultAbort & ambit.waypoint.FaultAbort.$Shape;

            /**
             * Creates a FaultAbort message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns FaultAbort
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.FaultAbort;

            /**
             * Creates a plain object from a FaultAbort message. Also converts values to other types if specified.
             * @param message FaultAbort
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.FaultAbort, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this FaultAbort to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace FaultAbort {

            /** Properties of a FaultAbort. */
            interface $Properties {

                /** FaultAbort perMillion */
                perMillion?: (number|null);

                /** FaultAbort status */
                status?: (number|null);

                /** FaultAbort grpcStatus */
                grpcStatus?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FaultAbort. */
            type $Shape = ambit.waypoint.FaultAbort.$Properties;
        }

        /**
         * Properties of a SessionPersistence.
         * @deprecated Use ambit.waypoint.SessionPersistence.$Properties instead.
         */
        interface ISessionPersistence extends ambit.waypoint.SessionPersistence.$Properties {
        }

        /** Represents a SessionPersistence. */
        class SessionPersistence {

            /**
             * Constructs a new SessionPersistence.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.SessionPersistence.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SessionPersistence isHeader. */
            isHeader: boolean;

            /** SessionPersistence name. */
            name: string;

            /** SessionPersistence path. */
            path: string;

            /** SessionPersistence lifetimeSeconds. */
            lifetimeSeconds?: (number|null);

            /** SessionPersistence absoluteTimeoutSeconds. */
            absoluteTimeoutSeconds?: (number|null);

            /**
             * Encodes the specified SessionPersistence message. Does not implicitly {@link ambit.waypoint.SessionPersistence.verify|verify} messages.
             * @param message SessionPersistence message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.SessionPersistence.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SessionPersistence message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.SessionPersistence & ambit.waypoint.SessionPersistence.$Shape} SessionPersistence
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.SessionPersistence & ambit.waypoint.SessionPersistence.$Shape;

            /**
             * Creates a SessionPersistence message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns SessionPersistence
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.SessionPersistence;

            /**
             * Creates a plain object from a SessionPersistence message. Also converts values to other types if specified.
             * @param message SessionPersistence
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.SessionPersistence, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this SessionPersistence to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace SessionPersistence {

            /** Properties of a SessionPersistence. */
            interface $Properties {

                /** SessionPersistence isHeader */
                isHeader?: (boolean|null);

                /** SessionPersistence name */
                name?: (string|null);

                /** SessionPersistence path */
                path?: (string|null);

                /** SessionPersistence lifetimeSeconds */
                lifetimeSeconds?: (number|null);

                /** SessionPersistence absoluteTimeoutSeconds */
                absoluteTimeoutSeconds?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SessionPersistence. */
            type $Shape = ambit.waypoint.SessionPersistence.$Properties;
        }

        /**
         * Properties of a RateLimit.
         * @deprecated Use ambit.waypoint.RateLimit.$Properties instead.
         */
        interface IRateLimit extends ambit.waypoint.RateLimit.$Properties {
        }

        /** Represents a RateLimit. */
        class RateLimit {

            /**
             * Constructs a new RateLimit.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.RateLimit.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RateLimit name. */
            name: string;

            /** RateLimit requests. */
            requests: number;

            /** RateLimit perMs. */
            perMs: number;

            /** RateLimit burst. */
            burst: number;

            /** RateLimit keys. */
            keys: ambit.waypoint.RateLimitKey.$Properties[];

            /** RateLimit matches. */
            matches: ambit.waypoint.RequestMatch.$Properties[];

            /** RateLimit clients. */
            clients: ambit.waypoint.Cidr.$Properties[];

            /**
             * Encodes the specified RateLimit message. Does not implicitly {@link ambit.waypoint.RateLimit.verify|verify} messages.
             * @param message RateLimit message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.RateLimit.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RateLimit message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.RateLimit & ambit.waypoint.RateLimit.$Shape} RateLimit
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.RateLimit & ambit.waypoint.RateLimit.$Shape;

            /**
             * Creates a RateLimit message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns RateLimit
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.RateLimit;

            /**
             * Creates a plain object from a RateLimit message. Also converts values to other types if specified.
             * @param message RateLimit
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.RateLimit, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this RateLimit to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace RateLimit {

            /** Properties of a RateLimit. */
            interface $Properties {

                /** RateLimit name */
                name?: (string|null);

                /** RateLimit requests */
                requests?: (number|null);

                /** RateLimit perMs */
                perMs?: (number|null);

                /** RateLimit burst */
                burst?: (number|null);

                /** RateLimit keys */
                keys?: (ambit.waypoint.RateLimitKey.$Properties[]|null);

                /** RateLimit matches */
                matches?: (ambit.waypoint.RequestMatch.$Properties[]|null);

                /** RateLimit clients */
                clients?: (ambit.waypoint.Cidr.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RateLimit. */
            type $Shape = {
              name?: string|null;
              requests?: number|null;
              perMs?: number|null;
              burst?: number|null;
              keys?: ambit.waypoint.RateLimitKey.$Shape[]|null;
              matches?: ambit.waypoint.RequestMatch.$Shape[]|null;
              clients?: ambit.waypoint.Cidr.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a RateLimitKey.
         * @deprecated Use ambit.waypoint.RateLimitKey.$Properties instead.
         */
        interface IRateLimitKey extends ambit.waypoint.RateLimitKey.$Properties {
        }

        /** Represents a RateLimitKey. */
        class RateLimitKey {

            /**
             * Constructs a new RateLimitKey.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.RateLimitKey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RateLimitKey clientIdentity. */
            clientIdentity?: (boolean|null);

            /** RateLimitKey clientAddress. */
            clientAddress?: (boolean|null);

            /** RateLimitKey header. */
            header?: (string|null);

            /** RateLimitKey kind. */
            kind?: ("clientIdentity"|"clientAddress"|"header");

            /**
             * Encodes the specified RateLimitKey message. Does not implicitly {@link ambit.waypoint.RateLimitKey.verify|verify} messages.
             * @param message RateLimitKey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.RateLimitKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RateLimitKey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.RateLimitKey & ambit.waypoint.RateLimitKey.$Shape} RateLimitKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.RateLimitKey & ambit.waypoint.RateLimitKey.$Shape;

            /**
             * Creates a RateLimitKey message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns RateLimitKey
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.RateLimitKey;

            /**
             * Creates a plain object from a RateLimitKey message. Also converts values to other types if specified.
             * @param message RateLimitKey
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.RateLimitKey, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this RateLimitKey to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace RateLimitKey {

            /** Properties of a RateLimitKey. */
            interface $Properties {

                /** RateLimitKey clientIdentity */
                clientIdentity?: (boolean|null);

                /** RateLimitKey clientAddress */
                clientAddress?: (boolean|null);

                /** RateLimitKey header */
                header?: (string|null);

                /** RateLimitKey kind */
                kind?: ("clientIdentity"|"clientAddress"|"header");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a RateLimitKey. */
            type $Shape = {
              clientIdentity?: boolean|null;
              clientAddress?: boolean|null;
              header?: string|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ kind?: undefined; clientIdentity?: null; clientAddress?: null; header?: null }|{ kind?: "clientIdentity"; clientIdentity: boolean; clientAddress?: null; header?: null }|{ kind?: "clientAddress"; clientIdentity?: null; clientAddress: boolean; header?: null }|{ kind?: "header"; clientIdentity?: null; clientAddress?: null; header: string })
            );
        }

        /**
         * Properties of a ConnectionRoute.
         * @deprecated Use ambit.waypoint.ConnectionRoute.$Properties instead.
         */
        interface IConnectionRoute extends ambit.waypoint.ConnectionRoute.$Properties {
        }

        /** Represents a ConnectionRoute. */
        class ConnectionRoute {

            /**
             * Constructs a new ConnectionRoute.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.ConnectionRoute.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ConnectionRoute port. */
            port?: (number|null);

            /** ConnectionRoute serverNames. */
            serverNames: string[];

            /** ConnectionRoute backends. */
            backends: ambit.waypoint.Backend.$Properties[];

            /**
             * Encodes the specified ConnectionRoute message. Does not implicitly {@link ambit.waypoint.ConnectionRoute.verify|verify} messages.
             * @param message ConnectionRoute message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.ConnectionRoute.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ConnectionRoute message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.ConnectionRoute & ambit.waypoint.ConnectionRoute.$Shape} ConnectionRoute
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.ConnectionRoute & ambit.waypoint.ConnectionRoute.$Shape;

            /**
             * Creates a ConnectionRoute message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ConnectionRoute
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.ConnectionRoute;

            /**
             * Creates a plain object from a ConnectionRoute message. Also converts values to other types if specified.
             * @param message ConnectionRoute
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.ConnectionRoute, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ConnectionRoute to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ConnectionRoute {

            /** Properties of a ConnectionRoute. */
            interface $Properties {

                /** ConnectionRoute port */
                port?: (number|null);

                /** ConnectionRoute serverNames */
                serverNames?: (string[]|null);

                /** ConnectionRoute backends */
                backends?: (ambit.waypoint.Backend.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ConnectionRoute. */
            type $Shape = {
              port?: number|null;
              serverNames?: string[]|null;
              backends?: ambit.waypoint.Backend.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a Policy.
         * @deprecated Use ambit.waypoint.Policy.$Properties instead.
         */
        interface IPolicy extends ambit.waypoint.Policy.$Properties {
        }

        /** Represents a Policy. */
        class Policy {

            /**
             * Constructs a new Policy.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.Policy.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Policy namespace. */
            namespace: string;

            /** Policy name. */
            name: string;

            /** Policy action. */
            action: ambit.waypoint.PolicyAction;

            /** Policy provider. */
            provider?: (string|null);

            /** Policy isDryRun. */
            isDryRun: boolean;

            /** Policy rules. */
            rules: ambit.waypoint.PolicyRule.$Properties[];

            /**
             * Encodes the specified Policy message. Does not implicitly {@link ambit.waypoint.Policy.verify|verify} messages.
             * @param message Policy message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.Policy.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Policy message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.Policy & ambit.waypoint.Policy.$Shape} Policy
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.Policy & ambit.waypoint.Policy.$Shape;

            /**
             * Creates a Policy message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Policy
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.Policy;

            /**
             * Creates a plain object from a Policy message. Also converts values to other types if specified.
             * @param message Policy
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.Policy, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Policy to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Policy {

            /** Properties of a Policy. */
            interface $Properties {

                /** Policy namespace */
                namespace?: (string|null);

                /** Policy name */
                name?: (string|null);

                /** Policy action */
                action?: (ambit.waypoint.PolicyAction|null);

                /** Policy provider */
                provider?: (string|null);

                /** Policy isDryRun */
                isDryRun?: (boolean|null);

                /** Policy rules */
                rules?: (ambit.waypoint.PolicyRule.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Policy. */
            type $Shape = {
              namespace?: string|null;
              name?: string|null;
              action?: ambit.waypoint.PolicyAction|null;
              provider?: string|null;
              isDryRun?: boolean|null;
              rules?: ambit.waypoint.PolicyRule.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /** PolicyAction enum. */
        enum PolicyAction {

            /** UNKNOWN_ACTION value */
            UNKNOWN_ACTION = 0,

            /** ALLOW value */
            ALLOW = 1,

            /** DENY value */
            DENY = 2,

            /** CUSTOM value */
            CUSTOM = 3,

            /** AUDIT value */
            AUDIT = 4
        }

        /**
         * Properties of a PolicyRule.
         * @deprecated Use ambit.waypoint.PolicyRule.$Properties instead.
         */
        interface IPolicyRule extends ambit.waypoint.PolicyRule.$Properties {
        }

        /** Represents a PolicyRule. */
        class PolicyRule {

            /**
             * Constructs a new PolicyRule.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.PolicyRule.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PolicyRule from. */
            from: ambit.waypoint.SourceMatch.$Properties[];

            /** PolicyRule to. */
            to: ambit.waypoint.OperationMatch.$Properties[];

            /** PolicyRule when. */
            when: ambit.waypoint.Condition.$Properties[];

            /**
             * Encodes the specified PolicyRule message. Does not implicitly {@link ambit.waypoint.PolicyRule.verify|verify} messages.
             * @param message PolicyRule message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.PolicyRule.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PolicyRule message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.PolicyRule & ambit.waypoint.PolicyRule.$Shape} PolicyRule
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.PolicyRule & ambit.waypoint.PolicyRule.$Shape;

            /**
             * Creates a PolicyRule message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns PolicyRule
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.PolicyRule;

            /**
             * Creates a plain object from a PolicyRule message. Also converts values to other types if specified.
             * @param message PolicyRule
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.PolicyRule, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this PolicyRule to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace PolicyRule {

            /** Properties of a PolicyRule. */
            interface $Properties {

                /** PolicyRule from */
                from?: (ambit.waypoint.SourceMatch.$Properties[]|null);

                /** PolicyRule to */
                to?: (ambit.waypoint.OperationMatch.$Properties[]|null);

                /** PolicyRule when */
                when?: (ambit.waypoint.Condition.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PolicyRule. */
            type $Shape = {
              from?: ambit.waypoint.SourceMatch.$Shape[]|null;
              to?: ambit.waypoint.OperationMatch.$Shape[]|null;
              when?: ambit.waypoint.Condition.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a SourceMatch.
         * @deprecated Use ambit.waypoint.SourceMatch.$Properties instead.
         */
        interface ISourceMatch extends ambit.waypoint.SourceMatch.$Properties {
        }

        /** Represents a SourceMatch. */
        class SourceMatch {

            /**
             * Constructs a new SourceMatch.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.SourceMatch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SourceMatch principals. */
            principals: ambit.waypoint.TextMatch.$Properties[];

            /** SourceMatch notPrincipals. */
            notPrincipals: ambit.waypoint.TextMatch.$Properties[];

            /** SourceMatch namespaces. */
            namespaces: string[];

            /** SourceMatch notNamespaces. */
            notNamespaces: string[];

            /** SourceMatch serviceAccounts. */
            serviceAccounts: ambit.waypoint.ServiceAccount.$Properties[];

            /** SourceMatch notServiceAccounts. */
            notServiceAccounts: ambit.waypoint.ServiceAccount.$Properties[];

            /** SourceMatch trustDomains. */
            trustDomains: ambit.waypoint.TextMatch.$Properties[];

            /** SourceMatch notTrustDomains. */
            notTrustDomains: ambit.waypoint.TextMatch.$Properties[];

            /** SourceMatch requestPrincipals. */
            requestPrincipals: string[];

            /** SourceMatch notRequestPrincipals. */
            notRequestPrincipals: string[];

            /** SourceMatch ips. */
            ips: ambit.waypoint.Cidr.$Properties[];

            /** SourceMatch notIps. */
            notIps: ambit.waypoint.Cidr.$Properties[];

            /** SourceMatch remoteIps. */
            remoteIps: ambit.waypoint.Cidr.$Properties[];

            /** SourceMatch notRemoteIps. */
            notRemoteIps: ambit.waypoint.Cidr.$Properties[];

            /**
             * Encodes the specified SourceMatch message. Does not implicitly {@link ambit.waypoint.SourceMatch.verify|verify} messages.
             * @param message SourceMatch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.SourceMatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SourceMatch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.SourceMatch & ambit.waypoint.SourceMatch.$Shape} SourceMatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.SourceMatch & ambit.waypoint.SourceMatch.$Shape;

            /**
             * Creates a SourceMatch message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns SourceMatch
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.SourceMatch;

            /**
             * Creates a plain object from a SourceMatch message. Also converts values to other types if specified.
             * @param message SourceMatch
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.SourceMatch, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this SourceMatch to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace SourceMatch {

            /** Properties of a SourceMatch. */
            interface $Properties {

                /** SourceMatch principals */
                principals?: (ambit.waypoint.TextMatch.$Properties[]|null);

                /** SourceMatch notPrincipals */
                notPrincipals?: (ambit.waypoint.TextMatch.$Properties[]|null);

                /** SourceMatch namespaces */
                namespaces?: (string[]|null);

                /** SourceMatch notNamespaces */
                notNamespaces?: (string[]|null);

                /** SourceMatch serviceAccounts */
                serviceAccounts?: (ambit.waypoint.ServiceAccount.$Properties[]|null);

                /** SourceMatch notServiceAccounts */
                notServiceAccounts?: (ambit.waypoint.ServiceAccount.$Properties[]|null);

                /** SourceMatch trustDomains */
                trustDomains?: (ambit.waypoint.TextMatch.$Properties[]|null);

                /** SourceMatch notTrustDomains */
                notTrustDomains?: (ambit.waypoint.TextMatch.$Properties[]|null);

                /** SourceMatch requestPrincipals */
                requestPrincipals?: (string[]|null);

                /** SourceMatch notRequestPrincipals */
                notRequestPrincipals?: (string[]|null);

                /** SourceMatch ips */
                ips?: (ambit.waypoint.Cidr.$Properties[]|null);

                /** SourceMatch notIps */
                notIps?: (ambit.waypoint.Cidr.$Properties[]|null);

                /** SourceMatch remoteIps */
                remoteIps?: (ambit.waypoint.Cidr.$Properties[]|null);

                /** SourceMatch notRemoteIps */
                notRemoteIps?: (ambit.waypoint.Cidr.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SourceMatch. */
            type $Shape = {
              principals?: ambit.waypoint.TextMatch.$Shape[]|null;
              notPrincipals?: ambit.waypoint.TextMatch.$Shape[]|null;
              namespaces?: string[]|null;
              notNamespaces?: string[]|null;
              serviceAccounts?: ambit.waypoint.ServiceAccount.$Shape[]|null;
              notServiceAccounts?: ambit.waypoint.ServiceAccount.$Shape[]|null;
              trustDomains?: ambit.waypoint.TextMatch.$Shape[]|null;
              notTrustDomains?: ambit.waypoint.TextMatch.$Shape[]|null;
              requestPrincipals?: string[]|null;
              notRequestPrincipals?: string[]|null;
              ips?: ambit.waypoint.Cidr.$Shape[]|null;
              notIps?: ambit.waypoint.Cidr.$Shape[]|null;
              remoteIps?: ambit.waypoint.Cidr.$Shape[]|null;
              notRemoteIps?: ambit.waypoint.Cidr.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a ServiceAccount.
         * @deprecated Use ambit.waypoint.ServiceAccount.$Properties instead.
         */
        interface IServiceAccount extends ambit.waypoint.ServiceAccount.$Properties {
        }

        /** Represents a ServiceAccount. */
        class ServiceAccount {

            /**
             * Constructs a new ServiceAccount.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.ServiceAccount.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ServiceAccount namespace. */
            namespace: string;

            /** ServiceAccount serviceAccount. */
            serviceAccount: string;

            /**
             * Encodes the specified ServiceAccount message. Does not implicitly {@link ambit.waypoint.ServiceAccount.verify|verify} messages.
             * @param message ServiceAccount message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.ServiceAccount.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ServiceAccount message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.ServiceAccount & ambit.waypoint.ServiceAccount.$Shape} ServiceAccount
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.ServiceAccount & ambit.waypoint.ServiceAccount.$Shape;

            /**
             * Creates a ServiceAccount message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ServiceAccount
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.ServiceAccount;

            /**
             * Creates a plain object from a ServiceAccount message. Also converts values to other types if specified.
             * @param message ServiceAccount
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.ServiceAccount, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ServiceAccount to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ServiceAccount {

            /** Properties of a ServiceAccount. */
            interface $Properties {

                /** ServiceAccount namespace */
                namespace?: (string|null);

                /** ServiceAccount serviceAccount */
                serviceAccount?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ServiceAccount. */
            type $Shape = ambit.waypoint.ServiceAccount.$Properties;
        }

        /**
         * Properties of an OperationMatch.
         * @deprecated Use ambit.waypoint.OperationMatch.$Properties instead.
         */
        interface IOperationMatch extends ambit.waypoint.OperationMatch.$Properties {
        }

        /** Represents an OperationMatch. */
        class OperationMatch {

            /**
             * Constructs a new OperationMatch.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.OperationMatch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** OperationMatch hosts. */
            hosts: ambit.waypoint.TextMatch.$Properties[];

            /** OperationMatch notHosts. */
            notHosts: ambit.waypoint.TextMatch.$Properties[];

            /** OperationMatch ports. */
            ports: number[];

            /** OperationMatch notPorts. */
            notPorts: number[];

            /** OperationMatch methods. */
            methods: ambit.waypoint.TextMatch.$Properties[];

            /** OperationMatch notMethods. */
            notMethods: ambit.waypoint.TextMatch.$Properties[];

            /** OperationMatch paths. */
            paths: ambit.waypoint.PathText.$Properties[];

            /** OperationMatch notPaths. */
            notPaths: ambit.waypoint.PathText.$Properties[];

            /**
             * Encodes the specified OperationMatch message. Does not implicitly {@link ambit.waypoint.OperationMatch.verify|verify} messages.
             * @param message OperationMatch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.OperationMatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an OperationMatch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.OperationMatch & ambit.waypoint.OperationMatch.$Shape} OperationMatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.OperationMatch & ambit.waypoint.OperationMatch.$Shape;

            /**
             * Creates an OperationMatch message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns OperationMatch
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.OperationMatch;

            /**
             * Creates a plain object from an OperationMatch message. Also converts values to other types if specified.
             * @param message OperationMatch
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.OperationMatch, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this OperationMatch to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace OperationMatch {

            /** Properties of an OperationMatch. */
            interface $Properties {

                /** OperationMatch hosts */
                hosts?: (ambit.waypoint.TextMatch.$Properties[]|null);

                /** OperationMatch notHosts */
                notHosts?: (ambit.waypoint.TextMatch.$Properties[]|null);

                /** OperationMatch ports */
                ports?: (number[]|null);

                /** OperationMatch notPorts */
                notPorts?: (number[]|null);

                /** OperationMatch methods */
                methods?: (ambit.waypoint.TextMatch.$Properties[]|null);

                /** OperationMatch notMethods */
                notMethods?: (ambit.waypoint.TextMatch.$Properties[]|null);

                /** OperationMatch paths */
                paths?: (ambit.waypoint.PathText.$Properties[]|null);

                /** OperationMatch notPaths */
                notPaths?: (ambit.waypoint.PathText.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an OperationMatch. */
            type $Shape = {
              hosts?: ambit.waypoint.TextMatch.$Shape[]|null;
              notHosts?: ambit.waypoint.TextMatch.$Shape[]|null;
              ports?: number[]|null;
              notPorts?: number[]|null;
              methods?: ambit.waypoint.TextMatch.$Shape[]|null;
              notMethods?: ambit.waypoint.TextMatch.$Shape[]|null;
              paths?: ambit.waypoint.PathText.$Shape[]|null;
              notPaths?: ambit.waypoint.PathText.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a PathText.
         * @deprecated Use ambit.waypoint.PathText.$Properties instead.
         */
        interface IPathText extends ambit.waypoint.PathText.$Properties {
        }

        /** Represents a PathText. */
        class PathText {

            /**
             * Constructs a new PathText.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.PathText.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PathText text. */
            text?: (ambit.waypoint.TextMatch.$Properties|null);

            /** PathText template. */
            template?: (string|null);

            /** PathText kind. */
            kind?: ("text"|"template");

            /**
             * Encodes the specified PathText message. Does not implicitly {@link ambit.waypoint.PathText.verify|verify} messages.
             * @param message PathText message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.PathText.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PathText message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.PathText & ambit.waypoint.PathText.$Shape} PathText
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.PathText & ambit.waypoint.PathText.$Shape;

            /**
             * Creates a PathText message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns PathText
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.PathText;

            /**
             * Creates a plain object from a PathText message. Also converts values to other types if specified.
             * @param message PathText
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.PathText, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this PathText to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace PathText {

            /** Properties of a PathText. */
            interface $Properties {

                /** PathText text */
                text?: (ambit.waypoint.TextMatch.$Properties|null);

                /** PathText template */
                template?: (string|null);

                /** PathText kind */
                kind?: ("text"|"template");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a PathText. */
            type $Shape = {
              text?: ambit.waypoint.TextMatch.$Shape|null;
              template?: string|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ kind?: undefined; text?: null; template?: null }|{ kind?: "text"; text: ambit.waypoint.TextMatch.$Shape; template?: null }|{ kind?: "template"; text?: null; template: string })
            );
        }

        /**
         * Properties of a Condition.
         * @deprecated Use ambit.waypoint.Condition.$Properties instead.
         */
        interface ICondition extends ambit.waypoint.Condition.$Properties {
        }

        /** Represents a Condition. */
        class Condition {

            /**
             * Constructs a new Condition.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.Condition.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Condition key. */
            key: ambit.waypoint.ConditionKey;

            /** Condition name. */
            name: string;

            /** Condition path. */
            path: string[];

            /** Condition texts. */
            texts: ambit.waypoint.TextMatch.$Properties[];

            /** Condition notTexts. */
            notTexts: ambit.waypoint.TextMatch.$Properties[];

            /** Condition blocks. */
            blocks: ambit.waypoint.Cidr.$Properties[];

            /** Condition notBlocks. */
            notBlocks: ambit.waypoint.Cidr.$Properties[];

            /** Condition names. */
            names: string[];

            /** Condition notNames. */
            notNames: string[];

            /** Condition accounts. */
            accounts: ambit.waypoint.ServiceAccount.$Properties[];

            /** Condition notAccounts. */
            notAccounts: ambit.waypoint.ServiceAccount.$Properties[];

            /** Condition ports. */
            ports: number[];

            /** Condition notPorts. */
            notPorts: number[];

            /**
             * Encodes the specified Condition message. Does not implicitly {@link ambit.waypoint.Condition.verify|verify} messages.
             * @param message Condition message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.Condition.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Condition message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.Condition & ambit.waypoint.Condition.$Shape} Condition
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.Condition & ambit.waypoint.Condition.$Shape;

            /**
             * Creates a Condition message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Condition
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.Condition;

            /**
             * Creates a plain object from a Condition message. Also converts values to other types if specified.
             * @param message Condition
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.Condition, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Condition to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Condition {

            /** Properties of a Condition. */
            interface $Properties {

                /** Condition key */
                key?: (ambit.waypoint.ConditionKey|null);

                /** Condition name */
                name?: (string|null);

                /** Condition path */
                path?: (string[]|null);

                /** Condition texts */
                texts?: (ambit.waypoint.TextMatch.$Properties[]|null);

                /** Condition notTexts */
                notTexts?: (ambit.waypoint.TextMatch.$Properties[]|null);

                /** Condition blocks */
                blocks?: (ambit.waypoint.Cidr.$Properties[]|null);

                /** Condition notBlocks */
                notBlocks?: (ambit.waypoint.Cidr.$Properties[]|null);

                /** Condition names */
                names?: (string[]|null);

                /** Condition notNames */
                notNames?: (string[]|null);

                /** Condition accounts */
                accounts?: (ambit.waypoint.ServiceAccount.$Properties[]|null);

                /** Condition notAccounts */
                notAccounts?: (ambit.waypoint.ServiceAccount.$Properties[]|null);

                /** Condition ports */
                ports?: (number[]|null);

                /** Condition notPorts */
                notPorts?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Condition. */
            type $Shape = {
              key?: ambit.waypoint.ConditionKey|null;
              name?: string|null;
              path?: string[]|null;
              texts?: ambit.waypoint.TextMatch.$Shape[]|null;
              notTexts?: ambit.waypoint.TextMatch.$Shape[]|null;
              blocks?: ambit.waypoint.Cidr.$Shape[]|null;
              notBlocks?: ambit.waypoint.Cidr.$Shape[]|null;
              names?: string[]|null;
              notNames?: string[]|null;
              accounts?: ambit.waypoint.ServiceAccount.$Shape[]|null;
              notAccounts?: ambit.waypoint.ServiceAccount.$Shape[]|null;
              ports?: number[]|null;
              notPorts?: number[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /** ConditionKey enum. */
        enum ConditionKey {

            /** UNKNOWN_KEY value */
            UNKNOWN_KEY = 0,

            /** REQUEST_HEADER value */
            REQUEST_HEADER = 1,

            /** SOURCE_IP value */
            SOURCE_IP = 2,

            /** REMOTE_IP value */
            REMOTE_IP = 3,

            /** DESTINATION_IP value */
            DESTINATION_IP = 4,

            /** SOURCE_NAMESPACE value */
            SOURCE_NAMESPACE = 5,

            /** SOURCE_SERVICE_ACCOUNT value */
            SOURCE_SERVICE_ACCOUNT = 6,

            /** REQUEST_AUTH_PRINCIPAL value */
            REQUEST_AUTH_PRINCIPAL = 7,

            /** SOURCE_PRINCIPAL value */
            SOURCE_PRINCIPAL = 8,

            /** SOURCE_TRUST_DOMAIN value */
            SOURCE_TRUST_DOMAIN = 9,

            /** REQUEST_AUTH_AUDIENCES value */
            REQUEST_AUTH_AUDIENCES = 10,

            /** REQUEST_AUTH_PRESENTER value */
            REQUEST_AUTH_PRESENTER = 11,

            /** CONNECTION_SNI value */
            CONNECTION_SNI = 12,

            /** REQUEST_AUTH_CLAIMS value */
            REQUEST_AUTH_CLAIMS = 13,

            /** DESTINATION_PORT value */
            DESTINATION_PORT = 14
        }

        /**
         * Properties of a JwtRule.
         * @deprecated Use ambit.waypoint.JwtRule.$Properties instead.
         */
        interface IJwtRule extends ambit.waypoint.JwtRule.$Properties {
        }

        /** Represents a JwtRule. */
        class JwtRule {

            /**
             * Constructs a new JwtRule.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.JwtRule.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** JwtRule issuer. */
            issuer: string;

            /** JwtRule audiences. */
            audiences: string[];

            /** JwtRule jwks. */
            jwks: string;

            /** JwtRule fromHeaders. */
            fromHeaders: ambit.waypoint.JwtHeader.$Properties[];

            /** JwtRule fromParams. */
            fromParams: string[];

            /** JwtRule fromCookies. */
            fromCookies: string[];

            /** JwtRule forwardOriginalToken. */
            forwardOriginalToken: boolean;

            /** JwtRule outputPayloadToHeader. */
            outputPayloadToHeader?: (string|null);

            /** JwtRule outputClaimToHeaders. */
            outputClaimToHeaders: ambit.waypoint.ClaimHeader.$Properties[];

            /** JwtRule spaceDelimitedClaims. */
            spaceDelimitedClaims: string[];

            /**
             * Encodes the specified JwtRule message. Does not implicitly {@link ambit.waypoint.JwtRule.verify|verify} messages.
             * @param message JwtRule message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.JwtRule.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a JwtRule message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.JwtRule & ambit.waypoint.JwtRule.$Shape} JwtRule
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.JwtRule & ambit.waypoint.JwtRule.$Shape;

            /**
             * Creates a JwtRule message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns JwtRule
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.JwtRule;

            /**
             * Creates a plain object from a JwtRule message. Also converts values to other types if specified.
             * @param message JwtRule
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.JwtRule, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this JwtRule to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace JwtRule {

            /** Properties of a JwtRule. */
            interface $Properties {

                /** JwtRule issuer */
                issuer?: (string|null);

                /** JwtRule audiences */
                audiences?: (string[]|null);

                /** JwtRule jwks */
                jwks?: (string|null);

                /** JwtRule fromHeaders */
                fromHeaders?: (ambit.waypoint.JwtHeader.$Properties[]|null);

                /** JwtRule fromParams */
                fromParams?: (string[]|null);

                /** JwtRule fromCookies */
                fromCookies?: (string[]|null);

                /** JwtRule forwardOriginalToken */
                forwardOriginalToken?: (boolean|null);

                /** JwtRule outputPayloadToHeader */
                outputPayloadToHeader?: (string|null);

                /** JwtRule outputClaimToHeaders */
                outputClaimToHeaders?: (ambit.waypoint.ClaimHeader.$Properties[]|null);

                /** JwtRule spaceDelimitedClaims */
                spaceDelimitedClaims?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a JwtRule. */
            type $Shape = ambit.waypoint.JwtRule.$Properties;
        }

        /**
         * Properties of a JwtHeader.
         * @deprecated Use ambit.waypoint.JwtHeader.$Properties instead.
         */
        interface IJwtHeader extends ambit.waypoint.JwtHeader.$Properties {
        }

        /** Represents a JwtHeader. */
        class JwtHeader {

            /**
             * Constructs a new JwtHeader.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.JwtHeader.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** JwtHeader name. */
            name: string;

            /** JwtHeader prefix. */
            prefix: string;

            /**
             * Encodes the specified JwtHeader message. Does not implicitly {@link ambit.waypoint.JwtHeader.verify|verify} messages.
             * @param message JwtHeader message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.JwtHeader.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a JwtHeader message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.JwtHeader & ambit.waypoint.JwtHeader.$Shape} JwtHeader
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.JwtHeader & ambit.waypoint.JwtHeader.$Shape;

            /**
             * Creates a JwtHeader message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns JwtHeader
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.JwtHeader;

            /**
             * Creates a plain object from a JwtHeader message. Also converts values to other types if specified.
             * @param message JwtHeader
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.JwtHeader, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this JwtHeader to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace JwtHeader {

            /** Properties of a JwtHeader. */
            interface $Properties {

                /** JwtHeader name */
                name?: (string|null);

                /** JwtHeader prefix */
                prefix?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a JwtHeader. */
            type $Shape = ambit.waypoint.JwtHeader.$Properties;
        }

        /**
         * Properties of a ClaimHeader.
         * @deprecated Use ambit.waypoint.ClaimHeader.$Properties instead.
         */
        interface IClaimHeader extends ambit.waypoint.ClaimHeader.$Properties {
        }

        /** Represents a ClaimHeader. */
        class ClaimHeader {

            /**
             * Constructs a new ClaimHeader.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.ClaimHeader.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ClaimHeader header. */
            header: string;

            /** ClaimHeader claim. */
            claim: string;

            /**
             * Encodes the specified ClaimHeader message. Does not implicitly {@link ambit.waypoint.ClaimHeader.verify|verify} messages.
             * @param message ClaimHeader message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.ClaimHeader.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ClaimHeader message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.ClaimHeader & ambit.waypoint.ClaimHeader.$Shape} ClaimHeader
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.ClaimHeader & ambit.waypoint.ClaimHeader.$Shape;

            /**
             * Creates a ClaimHeader message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ClaimHeader
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.ClaimHeader;

            /**
             * Creates a plain object from a ClaimHeader message. Also converts values to other types if specified.
             * @param message ClaimHeader
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.ClaimHeader, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ClaimHeader to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ClaimHeader {

            /** Properties of a ClaimHeader. */
            interface $Properties {

                /** ClaimHeader header */
                header?: (string|null);

                /** ClaimHeader claim */
                claim?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ClaimHeader. */
            type $Shape = ambit.waypoint.ClaimHeader.$Properties;
        }

        /**
         * Properties of a Provider.
         * @deprecated Use ambit.waypoint.Provider.$Properties instead.
         */
        interface IProvider extends ambit.waypoint.Provider.$Properties {
        }

        /** Represents a Provider. */
        class Provider {

            /**
             * Constructs a new Provider.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.Provider.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Provider name. */
            name: string;

            /** Provider isGrpc. */
            isGrpc: boolean;

            /** Provider service. */
            service?: (string|null);

            /** Provider port. */
            port: number;

            /** Provider timeoutMs. */
            timeoutMs: number;

            /** Provider failOpen. */
            failOpen: boolean;

            /** Provider statusOnError. */
            statusOnError: number;

            /** Provider pathPrefix. */
            pathPrefix: string;

            /** Provider includeRequestHeaders. */
            includeRequestHeaders: ambit.waypoint.TextMatch.$Properties[];

            /** Provider additionalHeaders. */
            additionalHeaders: ambit.waypoint.Header.$Properties[];

            /** Provider body. */
            body?: (ambit.waypoint.CheckedBody.$Properties|null);

            /** Provider headersToUpstreamOnAllow. */
            headersToUpstreamOnAllow: ambit.waypoint.TextMatch.$Properties[];

            /** Provider headersToDownstreamOnAllow. */
            headersToDownstreamOnAllow: ambit.waypoint.TextMatch.$Properties[];

            /** Provider headersToDownstreamOnDeny. */
            headersToDownstreamOnDeny: ambit.waypoint.TextMatch.$Properties[];

            /**
             * Encodes the specified Provider message. Does not implicitly {@link ambit.waypoint.Provider.verify|verify} messages.
             * @param message Provider message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.Provider.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Provider message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.Provider & ambit.waypoint.Provider.$Shape} Provider
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.Provider & ambit.waypoint.Provider.$Shape;

            /**
             * Creates a Provider message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Provider
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.Provider;

            /**
             * Creates a plain object from a Provider message. Also converts values to other types if specified.
             * @param message Provider
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.Provider, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Provider to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Provider {

            /** Properties of a Provider. */
            interface $Properties {

                /** Provider name */
                name?: (string|null);

                /** Provider isGrpc */
                isGrpc?: (boolean|null);

                /** Provider service */
                service?: (string|null);

                /** Provider port */
                port?: (number|null);

                /** Provider timeoutMs */
                timeoutMs?: (number|null);

                /** Provider failOpen */
                failOpen?: (boolean|null);

                /** Provider statusOnError */
                statusOnError?: (number|null);

                /** Provider pathPrefix */
                pathPrefix?: (string|null);

                /** Provider includeRequestHeaders */
                includeRequestHeaders?: (ambit.waypoint.TextMatch.$Properties[]|null);

                /** Provider additionalHeaders */
                additionalHeaders?: (ambit.waypoint.Header.$Properties[]|null);

                /** Provider body */
                body?: (ambit.waypoint.CheckedBody.$Properties|null);

                /** Provider headersToUpstreamOnAllow */
                headersToUpstreamOnAllow?: (ambit.waypoint.TextMatch.$Properties[]|null);

                /** Provider headersToDownstreamOnAllow */
                headersToDownstreamOnAllow?: (ambit.waypoint.TextMatch.$Properties[]|null);

                /** Provider headersToDownstreamOnDeny */
                headersToDownstreamOnDeny?: (ambit.waypoint.TextMatch.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Provider. */
            type $Shape = {
              name?: string|null;
              isGrpc?: boolean|null;
              service?: string|null;
              port?: number|null;
              timeoutMs?: number|null;
              failOpen?: boolean|null;
              statusOnError?: number|null;
              pathPrefix?: string|null;
              includeRequestHeaders?: ambit.waypoint.TextMatch.$Shape[]|null;
              additionalHeaders?: ambit.waypoint.Header.$Shape[]|null;
              body?: ambit.waypoint.CheckedBody.$Shape|null;
              headersToUpstreamOnAllow?: ambit.waypoint.TextMatch.$Shape[]|null;
              headersToDownstreamOnAllow?: ambit.waypoint.TextMatch.$Shape[]|null;
              headersToDownstreamOnDeny?: ambit.waypoint.TextMatch.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a CheckedBody.
         * @deprecated Use ambit.waypoint.CheckedBody.$Properties instead.
         */
        interface ICheckedBody extends ambit.waypoint.CheckedBody.$Properties {
        }

        /** Represents a CheckedBody. */
        class CheckedBody {

            /**
             * Constructs a new CheckedBody.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.CheckedBody.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CheckedBody maxBytes. */
            maxBytes: number;

            /** CheckedBody allowPartial. */
            allowPartial: boolean;

            /** CheckedBody packAsBytes. */
            packAsBytes: boolean;

            /**
             * Encodes the specified CheckedBody message. Does not implicitly {@link ambit.waypoint.CheckedBody.verify|verify} messages.
             * @param message CheckedBody message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.CheckedBody.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CheckedBody message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.CheckedBody & ambit.waypoint.CheckedBody.$Shape} CheckedBody
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.CheckedBody & ambit.waypoint.CheckedBody.$Shape;

            /**
             * Creates a CheckedBody message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns CheckedBody
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.CheckedBody;

            /**
             * Creates a plain object from a CheckedBody message. Also converts values to other types if specified.
             * @param message CheckedBody
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.CheckedBody, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this CheckedBody to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace CheckedBody {

            /** Properties of a CheckedBody. */
            interface $Properties {

                /** CheckedBody maxBytes */
                maxBytes?: (number|null);

                /** CheckedBody allowPartial */
                allowPartial?: (boolean|null);

                /** CheckedBody packAsBytes */
                packAsBytes?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CheckedBody. */
            type $Shape = ambit.waypoint.CheckedBody.$Properties;
        }

        /**
         * Properties of a PortPolicy.
         * @deprecated Use ambit.waypoint.PortPolicy.$Properties instead.
         */
        interface IPortPolicy extends ambit.waypoint.PortPolicy.$Properties {
        }

        /** Represents a PortPolicy. */
        class PortPolicy {

            /**
             * Constructs a new PortPolicy.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.PortPolicy.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PortPolicy port. */
            port?: (number|null);

            /** PortPolicy policy. */
            policy?: (ambit.waypoint.TrafficPolicy.$Properties|null);

            /**
             * Encodes the specified PortPolicy message. Does not implicitly {@link ambit.waypoint.PortPolicy.verify|verify} messages.
             * @param message PortPolicy message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.PortPolicy.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PortPolicy message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.PortPolicy & ambit.waypoint.PortPolicy.$Shape} PortPolicy
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.PortPolicy & ambit.waypoint.PortPolicy.$Shape;

            /**
             * Creates a PortPolicy message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns PortPolicy
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.PortPolicy;

            /**
             * Creates a plain object from a PortPolicy message. Also converts values to other types if specified.
             * @param message PortPolicy
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.PortPolicy, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this PortPolicy to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace PortPolicy {

            /** Properties of a PortPolicy. */
            interface $Properties {

                /** PortPolicy port */
                port?: (number|null);

                /** PortPolicy policy */
                policy?: (ambit.waypoint.TrafficPolicy.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PortPolicy. */
            type $Shape = {
              port?: number|null;
              policy?: ambit.waypoint.TrafficPolicy.$Shape|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a Subset.
         * @deprecated Use ambit.waypoint.Subset.$Properties instead.
         */
        interface ISubset extends ambit.waypoint.Subset.$Properties {
        }

        /** Represents a Subset. */
        class Subset {

            /**
             * Constructs a new Subset.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.Subset.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Subset name. */
            name: string;

            /** Subset labels. */
            labels: ambit.waypoint.NamedMatch.$Properties[];

            /** Subset workloads. */
            workloads: string[];

            /** Subset policies. */
            policies: ambit.waypoint.PortPolicy.$Properties[];

            /**
             * Encodes the specified Subset message. Does not implicitly {@link ambit.waypoint.Subset.verify|verify} messages.
             * @param message Subset message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.Subset.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Subset message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.Subset & ambit.waypoint.Subset.$Shape} Subset
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.Subset & ambit.waypoint.Subset.$Shape;

            /**
             * Creates a Subset message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Subset
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.Subset;

            /**
             * Creates a plain object from a Subset message. Also converts values to other types if specified.
             * @param message Subset
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.Subset, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Subset to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Subset {

            /** Properties of a Subset. */
            interface $Properties {

                /** Subset name */
                name?: (string|null);

                /** Subset labels */
                labels?: (ambit.waypoint.NamedMatch.$Properties[]|null);

                /** Subset workloads */
                workloads?: (string[]|null);

                /** Subset policies */
                policies?: (ambit.waypoint.PortPolicy.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Subset. */
            type $Shape = {
              name?: string|null;
              labels?: ambit.waypoint.NamedMatch.$Shape[]|null;
              workloads?: string[]|null;
              policies?: ambit.waypoint.PortPolicy.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a TrafficPolicy.
         * @deprecated Use ambit.waypoint.TrafficPolicy.$Properties instead.
         */
        interface ITrafficPolicy extends ambit.waypoint.TrafficPolicy.$Properties {
        }

        /** Represents a TrafficPolicy. */
        class TrafficPolicy {

            /**
             * Constructs a new TrafficPolicy.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.TrafficPolicy.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TrafficPolicy balancer. */
            balancer?: (ambit.waypoint.Balancer.$Properties|null);

            /** TrafficPolicy outlierDetection. */
            outlierDetection?: (ambit.waypoint.OutlierDetection.$Properties|null);

            /** TrafficPolicy limits. */
            limits?: (ambit.waypoint.ConnectionLimits.$Properties|null);

            /** TrafficPolicy tls. */
            tls?: (ambit.waypoint.OriginateTls.$Properties|null);

            /** TrafficPolicy upstreamProtocol. */
            upstreamProtocol: ambit.waypoint.UpstreamProtocol;

            /** TrafficPolicy proxyProtocol. */
            proxyProtocol?: (number|null);

            /** TrafficPolicy retryBudget. */
            retryBudget?: (ambit.waypoint.RetryBudget.$Properties|null);

            /** TrafficPolicy warmupMs. */
            warmupMs?: (number|null);

            /**
             * Encodes the specified TrafficPolicy message. Does not implicitly {@link ambit.waypoint.TrafficPolicy.verify|verify} messages.
             * @param message TrafficPolicy message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.TrafficPolicy.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TrafficPolicy message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.TrafficPolicy & ambit.waypoint.TrafficPolicy.$Shape} TrafficPolicy
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.TrafficPolicy & ambit.waypoint.TrafficPolicy.$Shape;

            /**
             * Creates a TrafficPolicy message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns TrafficPolicy
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.TrafficPolicy;

            /**
             * Creates a plain object from a TrafficPolicy message. Also converts values to other types if specified.
             * @param message TrafficPolicy
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.TrafficPolicy, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this TrafficPolicy to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace TrafficPolicy {

            /** Properties of a TrafficPolicy. */
            interface $Properties {

                /** TrafficPolicy balancer */
                balancer?: (ambit.waypoint.Balancer.$Properties|null);

                /** TrafficPolicy outlierDetection */
                outlierDetection?: (ambit.waypoint.OutlierDetection.$Properties|null);

                /** TrafficPolicy limits */
                limits?: (ambit.waypoint.ConnectionLimits.$Properties|null);

                /** TrafficPolicy tls */
                tls?: (ambit.waypoint.OriginateTls.$Properties|null);

                /** TrafficPolicy upstreamProtocol */
                upstreamProtocol?: (ambit.waypoint.UpstreamProtocol|null);

                /** TrafficPolicy proxyProtocol */
                proxyProtocol?: (number|null);

                /** TrafficPolicy retryBudget */
                retryBudget?: (ambit.waypoint.RetryBudget.$Properties|null);

                /** TrafficPolicy warmupMs */
                warmupMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TrafficPolicy. */
            type $Shape = {
              balancer?: ambit.waypoint.Balancer.$Shape|null;
              outlierDetection?: ambit.waypoint.OutlierDetection.$Shape|null;
              limits?: ambit.waypoint.ConnectionLimits.$Shape|null;
              tls?: ambit.waypoint.OriginateTls.$Shape|null;
              upstreamProtocol?: ambit.waypoint.UpstreamProtocol|null;
              proxyProtocol?: number|null;
              retryBudget?: ambit.waypoint.RetryBudget.$Shape|null;
              warmupMs?: number|null;
              $unknowns?: Uint8Array[];
            };
        }

        /** UpstreamProtocol enum. */
        enum UpstreamProtocol {

            /** DECLARED value */
            DECLARED = 0,

            /** ALWAYS_HTTP2 value */
            ALWAYS_HTTP2 = 1,

            /** CLIENT value */
            CLIENT = 2
        }

        /**
         * Properties of a Balancer.
         * @deprecated Use ambit.waypoint.Balancer.$Properties instead.
         */
        interface IBalancer extends ambit.waypoint.Balancer.$Properties {
        }

        /** Represents a Balancer. */
        class Balancer {

            /**
             * Constructs a new Balancer.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.Balancer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Balancer kind. */
            kind: ambit.waypoint.BalancerKind;

            /** Balancer key. */
            key?: (ambit.waypoint.HashKey.$Properties|null);

            /** Balancer isMaglev. */
            isMaglev: boolean;

            /** Balancer size. */
            size: number;

            /**
             * Encodes the specified Balancer message. Does not implicitly {@link ambit.waypoint.Balancer.verify|verify} messages.
             * @param message Balancer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.Balancer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Balancer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.Balancer & ambit.waypoint.Balancer.$Shape} Balancer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.Balancer & ambit.waypoint.Balancer.$Shape;

            /**
             * Creates a Balancer message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Balancer
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.Balancer;

            /**
             * Creates a plain object from a Balancer message. Also converts values to other types if specified.
             * @param message Balancer
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.Balancer, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Balancer to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Balancer {

            /** Properties of a Balancer. */
            interface $Properties {

                /** Balancer kind */
                kind?: (ambit.waypoint.BalancerKind|null);

                /** Balancer key */
                key?: (ambit.waypoint.HashKey.$Properties|null);

                /** Balancer isMaglev */
                isMaglev?: (boolean|null);

                /** Balancer size */
                size?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Balancer. */
            type $Shape = {
              kind?: ambit.waypoint.BalancerKind|null;
              key?: ambit.waypoint.HashKey.$Shape|null;
              isMaglev?: boolean|null;
              size?: number|null;
              $unknowns?: Uint8Array[];
            };
        }

        /** BalancerKind enum. */
        enum BalancerKind {

            /** LEAST_REQUEST value */
            LEAST_REQUEST = 0,

            /** ROUND_ROBIN value */
            ROUND_ROBIN = 1,

            /** RANDOM value */
            RANDOM = 2,

            /** PASSTHROUGH value */
            PASSTHROUGH = 3,

            /** HASH value */
            HASH = 4
        }

        /**
         * Properties of a HashKey.
         * @deprecated Use ambit.waypoint.HashKey.$Properties instead.
         */
        interface IHashKey extends ambit.waypoint.HashKey.$Properties {
        }

        /** Represents a HashKey. */
        class HashKey {

            /**
             * Constructs a new HashKey.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.HashKey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HashKey header. */
            header?: (string|null);

            /** HashKey query. */
            query?: (string|null);

            /** HashKey sourceIp. */
            sourceIp?: (boolean|null);

            /** HashKey cookie. */
            cookie?: (ambit.waypoint.HashCookie.$Properties|null);

            /** HashKey kind. */
            kind?: ("header"|"query"|"sourceIp"|"cookie");

            /**
             * Encodes the specified HashKey message. Does not implicitly {@link ambit.waypoint.HashKey.verify|verify} messages.
             * @param message HashKey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.HashKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HashKey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.HashKey & ambit.waypoint.HashKey.$Shape} HashKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.HashKey & ambit.waypoint.HashKey.$Shape;

            /**
             * Creates a HashKey message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns HashKey
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.HashKey;

            /**
             * Creates a plain object from a HashKey message. Also converts values to other types if specified.
             * @param message HashKey
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.HashKey, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this HashKey to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace HashKey {

            /** Properties of a HashKey. */
            interface $Properties {

                /** HashKey header */
                header?: (string|null);

                /** HashKey query */
                query?: (string|null);

                /** HashKey sourceIp */
                sourceIp?: (boolean|null);

                /** HashKey cookie */
                cookie?: (ambit.waypoint.HashCookie.$Properties|null);

                /** HashKey kind */
                kind?: ("header"|"query"|"sourceIp"|"cookie");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a HashKey. */
            type $Shape = {
              header?: string|null;
              query?: string|null;
              sourceIp?: boolean|null;
              cookie?: ambit.waypoint.HashCookie.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ kind?: undefined; header?: null; query?: null; sourceIp?: null; cookie?: null }|{ kind?: "header"; header: string; query?: null; sourceIp?: null; cookie?: null }|{ kind?: "query"; header?: null; query: string; sourceIp?: null; cookie?: null }|{ kind?: "sourceIp"; header?: null; query?: null; sourceIp: boolean; cookie?: null }|{ kind?: "cookie"; header?: null; query?: null; sourceIp?: null; cookie: ambit.waypoint.HashCookie.$Shape })
            );
        }

        /**
         * Properties of a HashCookie.
         * @deprecated Use ambit.waypoint.HashCookie.$Properties instead.
         */
        interface IHashCookie extends ambit.waypoint.HashCookie.$Properties {
        }

        /** Represents a HashCookie. */
        class HashCookie {

            /**
             * Constructs a new HashCookie.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.HashCookie.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HashCookie name. */
            name: string;

            /** HashCookie path. */
            path: string;

            /** HashCookie ttlSeconds. */
            ttlSeconds?: (number|null);

            /**
             * Encodes the specified HashCookie message. Does not implicitly {@link ambit.waypoint.HashCookie.verify|verify} messages.
             * @param message HashCookie message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.HashCookie.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HashCookie message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.HashCookie & ambit.waypoint.HashCookie.$Shape} HashCookie
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.HashCookie & ambit.waypoint.HashCookie.$Shape;

            /**
             * Creates a HashCookie message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns HashCookie
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.HashCookie;

            /**
             * Creates a plain object from a HashCookie message. Also converts values to other types if specified.
             * @param message HashCookie
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.HashCookie, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this HashCookie to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace HashCookie {

            /** Properties of a HashCookie. */
            interface $Properties {

                /** HashCookie name */
                name?: (string|null);

                /** HashCookie path */
                path?: (string|null);

                /** HashCookie ttlSeconds */
                ttlSeconds?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HashCookie. */
            type $Shape = ambit.waypoint.HashCookie.$Properties;
        }

        /**
         * Properties of an OutlierDetection.
         * @deprecated Use ambit.waypoint.OutlierDetection.$Properties instead.
         */
        interface IOutlierDetection extends ambit.waypoint.OutlierDetection.$Properties {
        }

        /** Represents an OutlierDetection. */
        class OutlierDetection {

            /**
             * Constructs a new OutlierDetection.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.OutlierDetection.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** OutlierDetection consecutive_5xx. */
            consecutive_5xx: number;

            /** OutlierDetection consecutiveGatewayErrors. */
            consecutiveGatewayErrors: number;

            /** OutlierDetection intervalMs. */
            intervalMs: number;

            /** OutlierDetection baseEjectionMs. */
            baseEjectionMs: number;

            /** OutlierDetection maxEjectionPercent. */
            maxEjectionPercent: number;

            /** OutlierDetection minHealthPercent. */
            minHealthPercent: number;

            /**
             * Encodes the specified OutlierDetection message. Does not implicitly {@link ambit.waypoint.OutlierDetection.verify|verify} messages.
             * @param message OutlierDetection message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.OutlierDetection.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an OutlierDetection message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.OutlierDetection & ambit.waypoint.OutlierDetection.$Shape} OutlierDetection
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.OutlierDetection & ambit.waypoint.OutlierDetection.$Shape;

            /**
             * Creates an OutlierDetection message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns OutlierDetection
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.OutlierDetection;

            /**
             * Creates a plain object from an OutlierDetection message. Also converts values to other types if specified.
             * @param message OutlierDetection
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.OutlierDetection, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this OutlierDetection to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace OutlierDetection {

            /** Properties of an OutlierDetection. */
            interface $Properties {

                /** OutlierDetection consecutive_5xx */
                consecutive_5xx?: (number|null);

                /** OutlierDetection consecutiveGatewayErrors */
                consecutiveGatewayErrors?: (number|null);

                /** OutlierDetection intervalMs */
                intervalMs?: (number|null);

                /** OutlierDetection baseEjectionMs */
                baseEjectionMs?: (number|null);

                /** OutlierDetection maxEjectionPercent */
                maxEjectionPercent?: (number|null);

                /** OutlierDetection minHealthPercent */
                minHealthPercent?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an OutlierDetection. */
            type $Shape = ambit.waypoint.OutlierDetection.$Properties;
        }

        /**
         * Properties of a ConnectionLimits.
         * @deprecated Use ambit.waypoint.ConnectionLimits.$Properties instead.
         */
        interface IConnectionLimits extends ambit.waypoint.ConnectionLimits.$Properties {
        }

        /** Represents a ConnectionLimits. */
        class ConnectionLimits {

            /**
             * Constructs a new ConnectionLimits.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.ConnectionLimits.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ConnectionLimits maxConnections. */
            maxConnections?: (number|null);

            /** ConnectionLimits connectTimeoutMs. */
            connectTimeoutMs?: (number|null);

            /** ConnectionLimits maxPendingRequests. */
            maxPendingRequests?: (number|null);

            /** ConnectionLimits maxRequests. */
            maxRequests?: (number|null);

            /** ConnectionLimits maxRequestsPerConnection. */
            maxRequestsPerConnection?: (number|null);

            /** ConnectionLimits maxRetries. */
            maxRetries?: (number|null);

            /** ConnectionLimits idleTimeoutMs. */
            idleTimeoutMs?: (number|null);

            /** ConnectionLimits maxConnectionDurationMs. */
            maxConnectionDurationMs?: (number|null);

            /**
             * Encodes the specified ConnectionLimits message. Does not implicitly {@link ambit.waypoint.ConnectionLimits.verify|verify} messages.
             * @param message ConnectionLimits message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.ConnectionLimits.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ConnectionLimits message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.ConnectionLimits & ambit.waypoint.ConnectionLimits.$Shape} ConnectionLimits
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.ConnectionLimits & ambit.waypoint.ConnectionLimits.$Shape;

            /**
             * Creates a ConnectionLimits message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ConnectionLimits
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.ConnectionLimits;

            /**
             * Creates a plain object from a ConnectionLimits message. Also converts values to other types if specified.
             * @param message ConnectionLimits
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.ConnectionLimits, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ConnectionLimits to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ConnectionLimits {

            /** Properties of a ConnectionLimits. */
            interface $Properties {

                /** ConnectionLimits maxConnections */
                maxConnections?: (number|null);

                /** ConnectionLimits connectTimeoutMs */
                connectTimeoutMs?: (number|null);

                /** ConnectionLimits maxPendingRequests */
                maxPendingRequests?: (number|null);

                /** ConnectionLimits maxRequests */
                maxRequests?: (number|null);

                /** ConnectionLimits maxRequestsPerConnection */
                maxRequestsPerConnection?: (number|null);

                /** ConnectionLimits maxRetries */
                maxRetries?: (number|null);

                /** ConnectionLimits idleTimeoutMs */
                idleTimeoutMs?: (number|null);

                /** ConnectionLimits maxConnectionDurationMs */
                maxConnectionDurationMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ConnectionLimits. */
            type $Shape = ambit.waypoint.ConnectionLimits.$Properties;
        }

        /**
         * Properties of an OriginateTls.
         * @deprecated Use ambit.waypoint.OriginateTls.$Properties instead.
         */
        interface IOriginateTls extends ambit.waypoint.OriginateTls.$Properties {
        }

        /** Represents an OriginateTls. */
        class OriginateTls {

            /**
             * Constructs a new OriginateTls.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.OriginateTls.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** OriginateTls serverName. */
            serverName: string;

            /** OriginateTls caCertificates. */
            caCertificates?: (string|null);

            /** OriginateTls subjectAltNames. */
            subjectAltNames: string[];

            /** OriginateTls isVerified. */
            isVerified: boolean;

            /**
             * Encodes the specified OriginateTls message. Does not implicitly {@link ambit.waypoint.OriginateTls.verify|verify} messages.
             * @param message OriginateTls message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.OriginateTls.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an OriginateTls message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.OriginateTls & ambit.waypoint.OriginateTls.$Shape} OriginateTls
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.OriginateTls & ambit.waypoint.OriginateTls.$Shape;

            /**
             * Creates an OriginateTls message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns OriginateTls
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.OriginateTls;

            /**
             * Creates a plain object from an OriginateTls message. Also converts values to other types if specified.
             * @param message OriginateTls
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.OriginateTls, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this OriginateTls to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace OriginateTls {

            /** Properties of an OriginateTls. */
            interface $Properties {

                /** OriginateTls serverName */
                serverName?: (string|null);

                /** OriginateTls caCertificates */
                caCertificates?: (string|null);

                /** OriginateTls subjectAltNames */
                subjectAltNames?: (string[]|null);

                /** OriginateTls isVerified */
                isVerified?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an OriginateTls. */
            type $Shape = ambit.waypoint.OriginateTls.$Properties;
        }

        /**
         * Properties of a RetryBudget.
         * @deprecated Use ambit.waypoint.RetryBudget.$Properties instead.
         */
        interface IRetryBudget extends ambit.waypoint.RetryBudget.$Properties {
        }

        /** Represents a RetryBudget. */
        class RetryBudget {

            /**
             * Constructs a new RetryBudget.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.RetryBudget.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RetryBudget percent. */
            percent: number;

            /** RetryBudget minConcurrency. */
            minConcurrency: number;

            /**
             * Encodes the specified RetryBudget message. Does not implicitly {@link ambit.waypoint.RetryBudget.verify|verify} messages.
             * @param message RetryBudget message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.RetryBudget.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RetryBudget message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.RetryBudget & ambit.waypoint.RetryBudget.$Shape} RetryBudget
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.RetryBudget & ambit.waypoint.RetryBudget.$Shape;

            /**
             * Creates a RetryBudget message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns RetryBudget
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.RetryBudget;

            /**
             * Creates a plain object from a RetryBudget message. Also converts values to other types if specified.
             * @param message RetryBudget
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.RetryBudget, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this RetryBudget to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace RetryBudget {

            /** Properties of a RetryBudget. */
            interface $Properties {

                /** RetryBudget percent */
                percent?: (number|null);

                /** RetryBudget minConcurrency */
                minConcurrency?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RetryBudget. */
            type $Shape = ambit.waypoint.RetryBudget.$Properties;
        }

        /**
         * Properties of a Telemetry.
         * @deprecated Use ambit.waypoint.Telemetry.$Properties instead.
         */
        interface ITelemetry extends ambit.waypoint.Telemetry.$Properties {
        }

        /** Represents a Telemetry. */
        class Telemetry {

            /**
             * Constructs a new Telemetry.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.Telemetry.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Telemetry metricChanges. */
            metricChanges: ambit.waypoint.MetricChange.$Properties[];

            /** Telemetry accessLog. */
            accessLog?: (ambit.waypoint.AccessLog.$Properties|null);

            /** Telemetry tracing. */
            tracing?: (ambit.waypoint.Tracing.$Properties|null);

            /**
             * Encodes the specified Telemetry message. Does not implicitly {@link ambit.waypoint.Telemetry.verify|verify} messages.
             * @param message Telemetry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.Telemetry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Telemetry message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.Telemetry & ambit.waypoint.Telemetry.$Shape} Telemetry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.Telemetry & ambit.waypoint.Telemetry.$Shape;

            /**
             * Creates a Telemetry message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Telemetry
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.Telemetry;

            /**
             * Creates a plain object from a Telemetry message. Also converts values to other types if specified.
             * @param message Telemetry
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.Telemetry, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Telemetry to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Telemetry {

            /** Properties of a Telemetry. */
            interface $Properties {

                /** Telemetry metricChanges */
                metricChanges?: (ambit.waypoint.MetricChange.$Properties[]|null);

                /** Telemetry accessLog */
                accessLog?: (ambit.waypoint.AccessLog.$Properties|null);

                /** Telemetry tracing */
                tracing?: (ambit.waypoint.Tracing.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Telemetry. */
            type $Shape = ambit.waypoint.Telemetry.$Properties;
        }

        /**
         * Properties of a MetricChange.
         * @deprecated Use ambit.waypoint.MetricChange.$Properties instead.
         */
        interface IMetricChange extends ambit.waypoint.MetricChange.$Properties {
        }

        /** Represents a MetricChange. */
        class MetricChange {

            /**
             * Constructs a new MetricChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.MetricChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MetricChange metric. */
            metric?: (string|null);

            /** MetricChange isDisabled. */
            isDisabled: boolean;

            /** MetricChange labels. */
            labels: ambit.waypoint.LabelChange.$Properties[];

            /**
             * Encodes the specified MetricChange message. Does not implicitly {@link ambit.waypoint.MetricChange.verify|verify} messages.
             * @param message MetricChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.MetricChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MetricChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.MetricChange & ambit.waypoint.MetricChange.$Shape} MetricChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.MetricChange & ambit.waypoint.MetricChange.$Shape;

            /**
             * Creates a MetricChange message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns MetricChange
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.MetricChange;

            /**
             * Creates a plain object from a MetricChange message. Also converts values to other types if specified.
             * @param message MetricChange
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.MetricChange, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this MetricChange to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace MetricChange {

            /** Properties of a MetricChange. */
            interface $Properties {

                /** MetricChange metric */
                metric?: (string|null);

                /** MetricChange isDisabled */
                isDisabled?: (boolean|null);

                /** MetricChange labels */
                labels?: (ambit.waypoint.LabelChange.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MetricChange. */
            type $Shape = ambit.waypoint.MetricChange.$Properties;
        }

        /**
         * Properties of a LabelChange.
         * @deprecated Use ambit.waypoint.LabelChange.$Properties instead.
         */
        interface ILabelChange extends ambit.waypoint.LabelChange.$Properties {
        }

        /** Represents a LabelChange. */
        class LabelChange {

            /**
             * Constructs a new LabelChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.LabelChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** LabelChange name. */
            name: string;

            /** LabelChange expression. */
            expression?: (string|null);

            /**
             * Encodes the specified LabelChange message. Does not implicitly {@link ambit.waypoint.LabelChange.verify|verify} messages.
             * @param message LabelChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.LabelChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LabelChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.LabelChange & ambit.waypoint.LabelChange.$Shape} LabelChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.LabelChange & ambit.waypoint.LabelChange.$Shape;

            /**
             * Creates a LabelChange message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns LabelChange
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.LabelChange;

            /**
             * Creates a plain object from a LabelChange message. Also converts values to other types if specified.
             * @param message LabelChange
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.LabelChange, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this LabelChange to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace LabelChange {

            /** Properties of a LabelChange. */
            interface $Properties {

                /** LabelChange name */
                name?: (string|null);

                /** LabelChange expression */
                expression?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LabelChange. */
            type $Shape = ambit.waypoint.LabelChange.$Properties;
        }

        /**
         * Properties of an AccessLog.
         * @deprecated Use ambit.waypoint.AccessLog.$Properties instead.
         */
        interface IAccessLog extends ambit.waypoint.AccessLog.$Properties {
        }

        /** Represents an AccessLog. */
        class AccessLog {

            /**
             * Constructs a new AccessLog.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.AccessLog.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AccessLog isEnabled. */
            isEnabled: boolean;

            /** AccessLog isJson. */
            isJson: boolean;

            /** AccessLog format. */
            format?: (string|null);

            /** AccessLog filter. */
            filter?: (string|null);

            /**
             * Encodes the specified AccessLog message. Does not implicitly {@link ambit.waypoint.AccessLog.verify|verify} messages.
             * @param message AccessLog message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.AccessLog.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AccessLog message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.AccessLog & ambit.waypoint.AccessLog.$Shape} AccessLog
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.AccessLog & ambit.waypoint.AccessLog.$Shape;

            /**
             * Creates an AccessLog message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns AccessLog
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.AccessLog;

            /**
             * Creates a plain object from an AccessLog message. Also converts values to other types if specified.
             * @param message AccessLog
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.AccessLog, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this AccessLog to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace AccessLog {

            /** Properties of an AccessLog. */
            interface $Properties {

                /** AccessLog isEnabled */
                isEnabled?: (boolean|null);

                /** AccessLog isJson */
                isJson?: (boolean|null);

                /** AccessLog format */
                format?: (string|null);

                /** AccessLog filter */
                filter?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AccessLog. */
            type $Shape = ambit.waypoint.AccessLog.$Properties;
        }

        /**
         * Properties of a Tracing.
         * @deprecated Use ambit.waypoint.Tracing.$Properties instead.
         */
        interface ITracing extends ambit.waypoint.Tracing.$Properties {
        }

        /** Represents a Tracing. */
        class Tracing {

            /**
             * Constructs a new Tracing.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.Tracing.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Tracing provider. */
            provider?: (ambit.waypoint.TracingProvider.$Properties|null);

            /** Tracing samplingPer_100000. */
            samplingPer_100000: number;

            /** Tracing isReported. */
            isReported: boolean;

            /** Tracing isPropagated. */
            isPropagated: boolean;

            /** Tracing tags. */
            tags: ambit.waypoint.SpanTag.$Properties[];

            /**
             * Encodes the specified Tracing message. Does not implicitly {@link ambit.waypoint.Tracing.verify|verify} messages.
             * @param message Tracing message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.Tracing.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Tracing message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.Tracing & ambit.waypoint.Tracing.$Shape} Tracing
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.Tracing & ambit.waypoint.Tracing.$Shape;

            /**
             * Creates a Tracing message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Tracing
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.Tracing;

            /**
             * Creates a plain object from a Tracing message. Also converts values to other types if specified.
             * @param message Tracing
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.Tracing, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Tracing to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Tracing {

            /** Properties of a Tracing. */
            interface $Properties {

                /** Tracing provider */
                provider?: (ambit.waypoint.TracingProvider.$Properties|null);

                /** Tracing samplingPer_100000 */
                samplingPer_100000?: (number|null);

                /** Tracing isReported */
                isReported?: (boolean|null);

                /** Tracing isPropagated */
                isPropagated?: (boolean|null);

                /** Tracing tags */
                tags?: (ambit.waypoint.SpanTag.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Tracing. */
            type $Shape = ambit.waypoint.Tracing.$Properties;
        }

        /**
         * Properties of a TracingProvider.
         * @deprecated Use ambit.waypoint.TracingProvider.$Properties instead.
         */
        interface ITracingProvider extends ambit.waypoint.TracingProvider.$Properties {
        }

        /** Represents a TracingProvider. */
        class TracingProvider {

            /**
             * Constructs a new TracingProvider.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.TracingProvider.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TracingProvider isZipkin. */
            isZipkin: boolean;

            /** TracingProvider service. */
            service: string;

            /** TracingProvider port. */
            port: number;

            /** TracingProvider path. */
            path: string;

            /**
             * Encodes the specified TracingProvider message. Does not implicitly {@link ambit.waypoint.TracingProvider.verify|verify} messages.
             * @param message TracingProvider message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.TracingProvider.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TracingProvider message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.TracingProvider & ambit.waypoint.TracingProvider.$Shape} TracingProvider
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.TracingProvider & ambit.waypoint.TracingProvider.$Shape;

            /**
             * Creates a TracingProvider message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns TracingProvider
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.TracingProvider;

            /**
             * Creates a plain object from a TracingProvider message. Also converts values to other types if specified.
             * @param message TracingProvider
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.TracingProvider, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this TracingProvider to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace TracingProvider {

            /** Properties of a TracingProvider. */
            interface $Properties {

                /** TracingProvider isZipkin */
                isZipkin?: (boolean|null);

                /** TracingProvider service */
                service?: (string|null);

                /** TracingProvider port */
                port?: (number|null);

                /** TracingProvider path */
                path?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TracingProvider. */
            type $Shape = ambit.waypoint.TracingProvider.$Properties;
        }

        /**
         * Properties of a SpanTag.
         * @deprecated Use ambit.waypoint.SpanTag.$Properties instead.
         */
        interface ISpanTag extends ambit.waypoint.SpanTag.$Properties {
        }

        /** Represents a SpanTag. */
        class SpanTag {

            /**
             * Constructs a new SpanTag.
             * @param [properties] Properties to set
             */
            constructor(properties?: ambit.waypoint.SpanTag.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SpanTag name. */
            name: string;

            /** SpanTag literal. */
            literal?: (string|null);

            /** SpanTag header. */
            header?: (string|null);

            /** SpanTag fallback. */
            fallback: string;

            /**
             * Encodes the specified SpanTag message. Does not implicitly {@link ambit.waypoint.SpanTag.verify|verify} messages.
             * @param message SpanTag message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: ambit.waypoint.SpanTag.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SpanTag message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {ambit.waypoint.SpanTag & ambit.waypoint.SpanTag.$Shape} SpanTag
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ambit.waypoint.SpanTag & ambit.waypoint.SpanTag.$Shape;

            /**
             * Creates a SpanTag message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns SpanTag
             */
            static fromObject(object: { [k: string]: any }): ambit.waypoint.SpanTag;

            /**
             * Creates a plain object from a SpanTag message. Also converts values to other types if specified.
             * @param message SpanTag
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: ambit.waypoint.SpanTag, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this SpanTag to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace SpanTag {

            /** Properties of a SpanTag. */
            interface $Properties {

                /** SpanTag name */
                name?: (string|null);

                /** SpanTag literal */
                literal?: (string|null);

                /** SpanTag header */
                header?: (string|null);

                /** SpanTag fallback */
                fallback?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SpanTag. */
            type $Shape = ambit.waypoint.SpanTag.$Properties;
        }
    }
}
