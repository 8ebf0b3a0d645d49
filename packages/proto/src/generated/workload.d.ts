import * as $protobuf from "protobufjs";
import Long = require("long");

/** Namespace istio. */
export namespace istio {

    /** Namespace workload. */
    namespace workload {

        /**
         * Properties of an Address.
         * @deprecated Use istio.workload.Address.$Properties instead.
         */
        interface IAddress extends istio.workload.Address.$Properties {
        }

        /** Represents an Address. */
        class Address {

            /**
             * Constructs a new Address.
             * @param [properties] Properties to set
             */
            constructor(properties?: istio.workload.Address.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Address workload. */
            workload?: (istio.workload.Workload.$Properties|null);

            /** Address service. */
            service?: (istio.workload.Service.$Properties|null);

            /** Address type. */
            type?: ("workload"|"service");

            /**
             * Encodes the specified Address message. Does not implicitly {@link istio.workload.Address.verify|verify} messages.
             * @param message Address message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: istio.workload.Address.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Address message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {istio.workload.Address & istio.workload.Address.$Shape} Address
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): istio.workload.Address & istio.workload.Address.$Shape;

            /**
             * Creates an Address message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Address
             */
            static fromObject(object: { [k: string]: any }): istio.workload.Address;

            /**
             * Creates a plain object from an Address message. Also converts values to other types if specified.
             * @param message Address
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: istio.workload.Address, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Address to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Address {

            /** Properties of an Address. */
            interface $Properties {

                /** Address workload */
                workload?: (istio.workload.Workload.$Properties|null);

                /** Address service */
                service?: (istio.workload.Service.$Properties|null);

                /** Address type */
                type?: ("workload"|"service");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of an Address. */
            type $Shape = {
              workload?: istio.workload.Workload.$Shape|null;
              service?: istio.workload.Service.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ type?: undefined; workload?: null; service?: null }|{ type?: "workload"; workload: istio.workload.Workload.$Shape; service?: null }|{ type?: "service"; workload?: null; service: istio.workload.Service.$Shape })
            );
        }

        /**
         * Properties of a Service.
         * @deprecated Use istio.workload.Service.$Properties instead.
         */
        interface IService extends istio.workload.Service.$Properties {
        }

        /** Represents a Service. */
        class Service {

            /**
             * Constructs a new Service.
             * @param [properties] Properties to set
             */
            constructor(properties?: istio.workload.Service.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Service name. */
            name: string;

            /** Service namespace. */
            namespace: string;

            /** Service hostname. */
            hostname: string;

            /** Service addresses. */
            addresses: istio.workload.NetworkAddress.$Properties[];

            /** Service ports. */
            ports: istio.workload.Port.$Properties[];

            /** Service subjectAltNames. */
            subjectAltNames: string[];

            /** Service waypoint. */
            waypoint?: (istio.workload.GatewayAddress.$Properties|null);

            /** Service loadBalancing. */
            loadBalancing?: (istio.workload.LoadBalancing.$Properties|null);

            /** Service ipFamilies. */
            ipFamilies: istio.workload.IPFamilies;

            /** Service extensions. */
            extensions: istio.workload.Extension.$Properties[];

            /** Service canonical. */
            canonical: boolean;

            /** Service ingressUseWaypoint. */
            ingressUseWaypoint: boolean;

            /** Service weightedWaypoints. */
            weightedWaypoints: istio.workload.WeightedWaypoint.$Properties[];

            /** Service visibility. */
            visibility: istio.workload.Service.Visibility;

            /**
             * Encodes the specified Service message. Does not implicitly {@link istio.workload.Service.verify|verify} messages.
             * @param message Service message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: istio.workload.Service.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Service message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {istio.workload.Service & istio.workload.Service.$Shape} Service
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): istio.workload.Service & istio.workload.Service.$Shape;

            /**
             * Creates a Service message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Service
             */
            static fromObject(object: { [k: string]: any }): istio.workload.Service;

            /**
             * Creates a plain object from a Service message. Also converts values to other types if specified.
             * @param message Service
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: istio.workload.Service, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Service to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Service {

            /** Properties of a Service. */
            interface $Properties {

                /** Service name */
                name?: (string|null);

                /** Service namespace */
                namespace?: (string|null);

                /** Service hostname */
                hostname?: (string|null);

                /** Service addresses */
                addresses?: (istio.workload.NetworkAddress.$Properties[]|null);

                /** Service ports */
                ports?: (istio.workload.Port.$Properties[]|null);

                /** Service subjectAltNames */
                subjectAltNames?: (string[]|null);

                /** Service waypoint */
                waypoint?: (istio.workload.GatewayAddress.$Properties|null);

                /** Service loadBalancing */
                loadBalancing?: (istio.workload.LoadBalancing.$Properties|null);

                /** Service ipFamilies */
                ipFamilies?: (istio.workload.IPFamilies|null);

                /** Service extensions */
                extensions?: (istio.workload.Extension.$Properties[]|null);

                /** Service canonical */
                canonical?: (boolean|null);

                /** Service ingressUseWaypoint */
                ingressUseWaypoint?: (boolean|null);

                /** Service weightedWaypoints */
                weightedWaypoints?: (istio.workload.WeightedWaypoint.$Properties[]|null);

                /** Service visibility */
                visibility?: (istio.workload.Service.Visibility|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Service. */
            type $Shape = {
              name?: string|null;
              namespace?: string|null;
              hostname?: string|null;
              addresses?: istio.workload.NetworkAddress.$Shape[]|null;
              ports?: istio.workload.Port.$Shape[]|null;
              subjectAltNames?: string[]|null;
              waypoint?: istio.workload.GatewayAddress.$Shape|null;
              loadBalancing?: istio.workload.LoadBalancing.$Shape|null;
              ipFamilies?: istio.workload.IPFamilies|null;
              extensions?: istio.workload.Extension.$Shape[]|null;
              canonical?: boolean|null;
              ingressUseWaypoint?: boolean|null;
              weightedWaypoints?: istio.workload.WeightedWaypoint.$Shape[]|null;
              visibility?: istio.workload.Service.Visibility|null;
              $unknowns?: Uint8Array[];
            };

            /** Visibility enum. */
            enum Visibility {

                /** PUBLIC value */
                PUBLIC = 0,

                /** NAMESPACE value */
                NAMESPACE = 1
            }
        }

        /** IPFamilies enum. */
        enum IPFamilies {

            /** AUTOMATIC value */
            AUTOMATIC = 0,

            /** IPV4_ONLY value */
            IPV4_ONLY = 1,

            /** IPV6_ONLY value */
            IPV6_ONLY = 2,

            /** DUAL value */
            DUAL = 3
        }

        /**
         * Properties of a LoadBalancing.
         * @deprecated Use istio.workload.LoadBalancing.$Properties instead.
         */
        interface ILoadBalancing extends istio.workload.LoadBalancing.$Properties {
        }

        /** Represents a LoadBalancing. */
        class LoadBalancing {

            /**
             * Constructs a new LoadBalancing.
             * @param [properties] Properties to set
             */
            constructor(properties?: istio.workload.LoadBalancing.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** LoadBalancing routingPreference. */
            routingPreference: istio.workload.LoadBalancing.Scope[];

            /** LoadBalancing mode. */
            mode: istio.workload.LoadBalancing.Mode;

            /** LoadBalancing healthPolicy. */
            healthPolicy: istio.workload.LoadBalancing.HealthPolicy;

            /**
             * Encodes the specified LoadBalancing message. Does not implicitly {@link istio.workload.LoadBalancing.verify|verify} messages.
             * @param message LoadBalancing message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: istio.workload.LoadBalancing.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LoadBalancing message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {istio.workload.LoadBalancing & istio.workload.LoadBalancing.$Shape} LoadBalancing
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): istio.workload.LoadBalancing & istio.workload.LoadBalancing.$Shape;

            /**
             * Creates a LoadBalancing message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns LoadBalancing
             */
            static fromObject(object: { [k: string]: any }): istio.workload.LoadBalancing;

            /**
             * Creates a plain object from a LoadBalancing message. Also converts values to other types if specified.
             * @param message LoadBalancing
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: istio.workload.LoadBalancing, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this LoadBalancing to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace LoadBalancing {

            /** Properties of a LoadBalancing. */
            interface $Properties {

                /** LoadBalancing routingPreference */
                routingPreference?: (istio.workload.LoadBalancing.Scope[]|null);

                /** LoadBalancing mode */
                mode?: (istio.workload.LoadBalancing.Mode|null);

                /** LoadBalancing healthPolicy */
                healthPolicy?: (istio.workload.LoadBalancing.HealthPolicy|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LoadBalancing. */
            type $Shape = istio.workload.LoadBalancing.$Properties;

            /** Scope enum. */
            enum Scope {

                /** UNSPECIFIED_SCOPE value */
                UNSPECIFIED_SCOPE = 0,

                /** REGION value */
                REGION = 1,

                /** ZONE value */
                ZONE = 2,

                /** SUBZONE value */
                SUBZONE = 3,

                /** NODE value */
                NODE = 4,

                /** CLUSTER value */
                CLUSTER = 5,

                /** NETWORK value */
                NETWORK = 6
            }

            /** Mode enum. */
            enum Mode {

                /** UNSPECIFIED_MODE value */
                UNSPECIFIED_MODE = 0,

                /** STRICT value */
                STRICT = 1,

                /** FAILOVER value */
                FAILOVER = 2,

                /** PASSTHROUGH value */
                PASSTHROUGH = 3
            }

            /** HealthPolicy enum. */
            enum HealthPolicy {

                /** ONLY_HEALTHY value */
                ONLY_HEALTHY = 0,

                /** ALLOW_ALL value */
                ALLOW_ALL = 1
            }
        }

        /**
         * Properties of a Workload.
         * @deprecated Use istio.workload.Workload.$Properties instead.
         */
        interface IWorkload extends istio.workload.Workload.$Properties {
        }

        /** Represents a Workload. */
        class Workload {

            /**
             * Constructs a new Workload.
             * @param [properties] Properties to set
             */
            constructor(properties?: istio.workload.Workload.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Workload name. */
            name: string;

            /** Workload namespace. */
            namespace: string;

            /** Workload addresses. */
            addresses: Uint8Array[];

            /** Workload network. */
            network: string;

            /** Workload tunnelProtocol. */
            tunnelProtocol: istio.workload.TunnelProtocol;

            /** Workload trustDomain. */
            trustDomain: string;

            /** Workload serviceAccount. */
            serviceAccount: string;

            /** Workload waypoint. */
            waypoint?: (istio.workload.GatewayAddress.$Properties|null);

            /** Workload node. */
            node: string;

            /** Workload canonicalName. */
            canonicalName: string;

            /** Workload canonicalRevision. */
            canonicalRevision: string;

            /** Workload workloadType. */
            workloadType: istio.workload.WorkloadType;

            /** Workload workloadName. */
            workloadName: string;

            /** Workload nativeTunnel. */
            nativeTunnel: boolean;

            /** Workload authorizationPolicies. */
            authorizationPolicies: string[];

            /** Workload status. */
            status: istio.workload.WorkloadStatus;

            /** Workload clusterId. */
            clusterId: string;

            /** Workload networkGateway. */
            networkGateway?: (istio.workload.GatewayAddress.$Properties|null);

            /** Workload uid. */
            uid: string;

            /** Workload hostname. */
            hostname: string;

            /** Workload services. */
            services: { [k: string]: istio.workload.PortList.$Properties };

            /** Workload applicationTunnel. */
            applicationTunnel?: (istio.workload.ApplicationTunnel.$Properties|null);

            /** Workload locality. */
            locality?: (istio.workload.Locality.$Properties|null);

            /** Workload networkMode. */
            networkMode: istio.workload.NetworkMode;

            /** Workload extensions. */
            extensions: istio.workload.Extension.$Properties[];

            /** Workload capacity. */
            capacity?: (google.protobuf.UInt32Value.$Properties|null);

            /**
             * Encodes the specified Workload message. Does not implicitly {@link istio.workload.Workload.verify|verify} messages.
             * @param message Workload message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: istio.workload.Workload.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Workload message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {istio.workload.Workload & istio.workload.Workload.$Shape} Workload
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): istio.workload.Workload & istio.workload.Workload.$Shape;

            /**
             * Creates a Workload message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Workload
             */
            static fromObject(object: { [k: string]: any }): istio.workload.Workload;

            /**
             * Creates a plain object from a Workload message. Also converts values to other types if specified.
             * @param message Workload
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: istio.workload.Workload, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Workload to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Workload {

            /** Properties of a Workload. */
            interface $Properties {

                /** Workload name */
                name?: (string|null);

                /** Workload namespace */
                namespace?: (string|null);

                /** Workload addresses */
                addresses?: (Uint8Array[]|null);

                /** Workload network */
                network?: (string|null);

                /** Workload tunnelProtocol */
                tunnelProtocol?: (istio.workload.TunnelProtocol|null);

                /** Workload trustDomain */
                trustDomain?: (string|null);

                /** Workload serviceAccount */
                serviceAccount?: (string|null);

                /** Workload waypoint */
                waypoint?: (istio.workload.GatewayAddress.$Properties|null);

                /** Workload node */
                node?: (string|null);

                /** Workload canonicalName */
                canonicalName?: (string|null);

                /** Workload canonicalRevision */
                canonicalRevision?: (string|null);

                /** Workload workloadType */
                workloadType?: (istio.workload.WorkloadType|null);

                /** Workload workloadName */
                workloadName?: (string|null);

                /** Workload nativeTunnel */
                nativeTunnel?: (boolean|null);

                /** Workload authorizationPolicies */
                authorizationPolicies?: (string[]|null);

                /** Workload status */
                status?: (istio.workload.WorkloadStatus|null);

                /** Workload clusterId */
                clusterId?: (string|null);

                /** Workload networkGateway */
                networkGateway?: (istio.workload.GatewayAddress.$Properties|null);

                /** Workload uid */
                uid?: (string|null);

                /** Workload hostname */
                hostname?: (string|null);

                /** Workload services */
                services?: ({ [k: string]: istio.workload.PortList.$Properties }|null);

                /** Workload applicationTunnel */
                applicationTunnel?: (istio.workload.ApplicationTunnel.$Properties|null);

                /** Workload locality */
                locality?: (istio.workload.Locality.$Properties|null);

                /** Workload networkMode */
                networkMode?: (istio.workload.NetworkMode|null);

                /** Workload extensions */
                extensions?: (istio.workload.Extension.$Properties[]|null);

                /** Workload capacity */
                capacity?: (google.protobuf.UInt32Value.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Workload. */
            type $Shape = {
              name?: string|null;
              namespace?: string|null;
              addresses?: Uint8Array[]|null;
              network?: string|null;
              tunnelProtocol?: istio.workload.TunnelProtocol|null;
              trustDomain?: string|null;
              serviceAccount?: string|null;
              waypoint?: istio.workload.GatewayAddress.$Shape|null;
              node?: string|null;
              canonicalName?: string|null;
              canonicalRevision?: string|null;
              workloadType?: istio.workload.WorkloadType|null;
              workloadName?: string|null;
              nativeTunnel?: boolean|null;
              authorizationPolicies?: string[]|null;
              status?: istio.workload.WorkloadStatus|null;
              clusterId?: string|null;
              networkGateway?: istio.workload.GatewayAddress.$Shape|null;
              uid?: string|null;
              hostname?: string|null;
              services?: { [k: string]: istio.workload.PortList.$Shape }|null;
              applicationTunnel?: istio.workload.ApplicationTunnel.$Shape|null;
              locality?: istio.workload.Locality.$Shape|null;
              networkMode?: istio.workload.NetworkMode|null;
              extensions?: istio.workload.Extension.$Shape[]|null;
              capacity?: google.protobuf.UInt32Value.$Shape|null;
              $unknowns?: Uint8Array[];
            };
        }

        /** NetworkMode enum. */
        enum NetworkMode {

            /** STANDARD value */
            STANDARD = 0,

            /** HOST_NETWORK value */
            HOST_NETWORK = 1
        }

        /** WorkloadStatus enum. */
        enum WorkloadStatus {

            /** HEALTHY value */
            HEALTHY = 0,

            /** UNHEALTHY value */
            UNHEALTHY = 1
        }

        /** WorkloadType enum. */
        enum WorkloadType {

            /** DEPLOYMENT value */
            DEPLOYMENT = 0,

            /** CRONJOB value */
            CRONJOB = 1,

            /** POD value */
            POD = 2,

            /** JOB value */
            JOB = 3
        }

        /** TunnelProtocol enum. */
        enum TunnelProtocol {

            /** NONE value */
            NONE = 0,

            /** HBONE value */
            HBONE = 1,

            /** LEGACY_ISTIO_MTLS value */
            LEGACY_ISTIO_MTLS = 2
        }

        /**
         * Properties of a Locality.
         * @deprecated Use istio.workload.Locality.$Properties instead.
         */
        interface ILocality extends istio.workload.Locality.$Properties {
        }

        /** Represents a Locality. */
        class Locality {

            /**
             * Constructs a new Locality.
             * @param [properties] Properties to set
             */
            constructor(properties?: istio.workload.Locality.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Locality region. */
            region: string;

            /** Locality zone. */
            zone: string;

            /** Locality subzone. */
            subzone: string;

            /**
             * Encodes the specified Locality message. Does not implicitly {@link istio.workload.Locality.verify|verify} messages.
             * @param message Locality message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: istio.workload.Locality.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Locality message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {istio.workload.Locality & istio.workload.Locality.$Shape} Locality
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): istio.workload.Locality & istio.workload.Locality.$Shape;

            /**
             * Creates a Locality message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Locality
             */
            static fromObject(object: { [k: string]: any }): istio.workload.Locality;

            /**
             * Creates a plain object from a Locality message. Also converts values to other types if specified.
             * @param message Locality
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: istio.workload.Locality, options?: $protobuf.IConversionOptions): { [k: string]: any };

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

                /** Locality subzone */
                subzone?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Locality. */
            type $Shape = istio.workload.Locality.$Properties;
        }

        /**
         * Properties of a PortList.
         * @deprecated Use istio.workload.PortList.$Properties instead.
         */
        interface IPortList extends istio.workload.PortList.$Properties {
        }

        /** Represents a PortList. */
        class PortList {

            /**
             * Constructs a new PortList.
             * @param [properties] Properties to set
             */
            constructor(properties?: istio.workload.PortList.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PortList ports. */
            ports: istio.workload.Port.$Properties[];

            /**
             * Encodes the specified PortList message. Does not implicitly {@link istio.workload.PortList.verify|verify} messages.
             * @param message PortList message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: istio.workload.PortList.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PortList message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {istio.workload.PortList & istio.workload.PortList.$Shape} PortList
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): istio.workload.PortList & istio.workload.PortList.$Shape;

            /**
             * Creates a PortList message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns PortList
             */
            static fromObject(object: { [k: string]: any }): istio.workload.PortList;

            /**
             * Creates a plain object from a PortList message. Also converts values to other types if specified.
             * @param message PortList
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: istio.workload.PortList, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this PortList to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace PortList {

            /** Properties of a PortList. */
            interface $Properties {

                /** PortList ports */
                ports?: (istio.workload.Port.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PortList. */
            type $Shape = istio.workload.PortList.$Properties;
        }

        /**
         * Properties of a Port.
         * @deprecated Use istio.workload.Port.$Properties instead.
         */
        interface IPort extends istio.workload.Port.$Properties {
        }

        /** Represents a Port. */
        class Port {

            /**
             * Constructs a new Port.
             * @param [properties] Properties to set
             */
            constructor(properties?: istio.workload.Port.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Port servicePort. */
            servicePort: number;

            /** Port targetPort. */
            targetPort: number;

            /** Port appProtocol. */
            appProtocol: istio.workload.AppProtocol;

            /**
             * Encodes the specified Port message. Does not implicitly {@link istio.workload.Port.verify|verify} messages.
             * @param message Port message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: istio.workload.Port.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Port message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {istio.workload.Port & istio.workload.Port.$Shape} Port
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): istio.workload.Port & istio.workload.Port.$Shape;

            /**
             * Creates a Port message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Port
             */
            static fromObject(object: { [k: string]: any }): istio.workload.Port;

            /**
             * Creates a plain object from a Port message. Also converts values to other types if specified.
             * @param message Port
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: istio.workload.Port, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Port to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Port {

            /** Properties of a Port. */
            interface $Properties {

                /** Port servicePort */
                servicePort?: (number|null);

                /** Port targetPort */
                targetPort?: (number|null);

                /** Port appProtocol */
                appProtocol?: (istio.workload.AppProtocol|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Port. */
            type $Shape = istio.workload.Port.$Properties;
        }

        /** AppProtocol enum. */
        enum AppProtocol {

            /** UNKNOWN value */
            UNKNOWN = 0,

            /** HTTP11 value */
            HTTP11 = 1,

            /** HTTP2 value */
            HTTP2 = 2,

            /** GRPC value */
            GRPC = 3,

            /** TCP value */
            TCP = 4,

            /** TLS value */
            TLS = 5
        }

        /**
         * Properties of an ApplicationTunnel.
         * @deprecated Use istio.workload.ApplicationTunnel.$Properties instead.
         */
        interface IApplicationTunnel extends istio.workload.ApplicationTunnel.$Properties {
        }

        /** Represents an ApplicationTunnel. */
        class ApplicationTunnel {

            /**
             * Constructs a new ApplicationTunnel.
             * @param [properties] Properties to set
             */
            constructor(properties?: istio.workload.ApplicationTunnel.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ApplicationTunnel protocol. */
            protocol: istio.workload.ApplicationTunnel.Protocol;

            /** ApplicationTunnel port. */
            port: number;

            /**
             * Encodes the specified ApplicationTunnel message. Does not implicitly {@link istio.workload.ApplicationTunnel.verify|verify} messages.
             * @param message ApplicationTunnel message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: istio.workload.ApplicationTunnel.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an ApplicationTunnel message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {istio.workload.ApplicationTunnel & istio.workload.ApplicationTunnel.$Shape} ApplicationTunnel
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): istio.workload.ApplicationTunnel & istio.workload.ApplicationTunnel.$Shape;

            /**
             * Creates an ApplicationTunnel message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ApplicationTunnel
             */
            static fromObject(object: { [k: string]: any }): istio.workload.ApplicationTunnel;

            /**
             * Creates a plain object from an ApplicationTunnel message. Also converts values to other types if specified.
             * @param message ApplicationTunnel
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: istio.workload.ApplicationTunnel, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ApplicationTunnel to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ApplicationTunnel {

            /** Properties of an ApplicationTunnel. */
            interface $Properties {

                /** ApplicationTunnel protocol */
                protocol?: (istio.workload.ApplicationTunnel.Protocol|null);

                /** ApplicationTunnel port */
                port?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an ApplicationTunnel. */
            type $Shape = istio.workload.ApplicationTunnel.$Properties;

            /** Protocol enum. */
            enum Protocol {

                /** NONE value */
                NONE = 0,

                /** PROXY value */
                PROXY = 1
            }
        }

        /**
         * Properties of a GatewayAddress.
         * @deprecated Use istio.workload.GatewayAddress.$Properties instead.
         */
        interface IGatewayAddress extends istio.workload.GatewayAddress.$Properties {
        }

        /** Represents a GatewayAddress. */
        class GatewayAddress {

            /**
             * Constructs a new GatewayAddress.
             * @param [properties] Properties to set
             */
            constructor(properties?: istio.workload.GatewayAddress.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GatewayAddress hostname. */
            hostname?: (istio.workload.NamespacedHostname.$Properties|null);

            /** GatewayAddress address. */
            address?: (istio.workload.NetworkAddress.$Properties|null);

            /** GatewayAddress hboneMtlsPort. */
            hboneMtlsPort: number;

            /** GatewayAddress destination. */
            destination?: ("hostname"|"address");

            /**
             * Encodes the specified GatewayAddress message. Does not implicitly {@link istio.workload.GatewayAddress.verify|verify} messages.
             * @param message GatewayAddress message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: istio.workload.GatewayAddress.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GatewayAddress message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {istio.workload.GatewayAddress & istio.workload.GatewayAddress.$Shape} GatewayAddress
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): istio.workload.GatewayAddress & istio.workload.GatewayAddress.$Shape;

            /**
             * Creates a GatewayAddress message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns GatewayAddress
             */
            static fromObject(object: { [k: string]: any }): istio.workload.GatewayAddress;

            /**
             * Creates a plain object from a GatewayAddress message. Also converts values to other types if specified.
             * @param message GatewayAddress
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: istio.workload.GatewayAddress, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this GatewayAddress to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace GatewayAddress {

            /** Properties of a GatewayAddress. */
            interface $Properties {

                /** GatewayAddress hostname */
                hostname?: (istio.workload.NamespacedHostname.$Properties|null);

                /** GatewayAddress address */
                address?: (istio.workload.NetworkAddress.$Properties|null);

                /** GatewayAddress hboneMtlsPort */
                hboneMtlsPort?: (number|null);

                /** GatewayAddress destination */
                destination?: ("hostname"|"address");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a GatewayAddress. */
            type $Shape = {
              hostname?: istio.workload.NamespacedHostname.$Shape|null;
              address?: istio.workload.NetworkAddress.$Shape|null;
              hboneMtlsPort?: number|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ destination?: undefined; hostname?: null; address?: null }|{ destination?: "hostname"; hostname: istio.workload.NamespacedHostname.$Shape; address?: null }|{ destination?: "address"; hostname?: null; address: istio.workload.NetworkAddress.$Shape })
            );
        }

        /**
         * Properties of a WeightedWaypoint.
         * @deprecated Use istio.workload.WeightedWaypoint.$Properties instead.
         */
        interface IWeightedWaypoint extends istio.workload.WeightedWaypoint.$Properties {
        }

        /** Represents a WeightedWaypoint. */
        class WeightedWaypoint {

            /**
             * Constructs a new WeightedWaypoint.
             * @param [properties] Properties to set
             */
            constructor(properties?: istio.workload.WeightedWaypoint.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WeightedWaypoint destination. */
            destination?: (istio.workload.GatewayAddress.$Properties|null);

            /** WeightedWaypoint weight. */
            weight: number;

            /**
             * Encodes the specified WeightedWaypoint message. Does not implicitly {@link istio.workload.WeightedWaypoint.verify|verify} messages.
             * @param message WeightedWaypoint message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: istio.workload.WeightedWaypoint.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WeightedWaypoint message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {istio.workload.WeightedWaypoint & istio.workload.WeightedWaypoint.$Shape} WeightedWaypoint
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): istio.workload.WeightedWaypoint & istio.workload.WeightedWaypoint.$Shape;

            /**
             * Creates a WeightedWaypoint message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns WeightedWaypoint
             */
            static fromObject(object: { [k: string]: any }): istio.workload.WeightedWaypoint;

            /**
             * Creates a plain object from a WeightedWaypoint message. Also converts values to other types if specified.
             * @param message WeightedWaypoint
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: istio.workload.WeightedWaypoint, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this WeightedWaypoint to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace WeightedWaypoint {

            /** Properties of a WeightedWaypoint. */
            interface $Properties {

                /** WeightedWaypoint destination */
                destination?: (istio.workload.GatewayAddress.$Properties|null);

                /** WeightedWaypoint weight */
                weight?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WeightedWaypoint. */
            type $Shape = {
              destination?: istio.workload.GatewayAddress.$Shape|null;
              weight?: number|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a NetworkAddress.
         * @deprecated Use istio.workload.NetworkAddress.$Properties instead.
         */
        interface INetworkAddress extends istio.workload.NetworkAddress.$Properties {
        }

        /** Represents a NetworkAddress. */
        class NetworkAddress {

            /**
             * Constructs a new NetworkAddress.
             * @param [properties] Properties to set
             */
            constructor(properties?: istio.workload.NetworkAddress.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NetworkAddress network. */
            network: string;

            /** NetworkAddress address. */
            address: Uint8Array;

            /** NetworkAddress length. */
            length?: (number|null);

            /**
             * Encodes the specified NetworkAddress message. Does not implicitly {@link istio.workload.NetworkAddress.verify|verify} messages.
             * @param message NetworkAddress message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: istio.workload.NetworkAddress.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NetworkAddress message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {istio.workload.NetworkAddress & istio.workload.NetworkAddress.$Shape} NetworkAddress
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): istio.workload.NetworkAddress & istio.workload.NetworkAddress.$Shape;

            /**
             * Creates a NetworkAddress message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns NetworkAddress
             */
            static fromObject(object: { [k: string]: any }): istio.workload.NetworkAddress;

            /**
             * Creates a plain object from a NetworkAddress message. Also converts values to other types if specified.
             * @param message NetworkAddress
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: istio.workload.NetworkAddress, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this NetworkAddress to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace NetworkAddress {

            /** Properties of a NetworkAddress. */
            interface $Properties {

                /** NetworkAddress network */
                network?: (string|null);

                /** NetworkAddress address */
                address?: (Uint8Array|null);

                /** NetworkAddress length */
                length?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NetworkAddress. */
            type $Shape = istio.workload.NetworkAddress.$Properties;
        }

        /**
         * Properties of a NamespacedHostname.
         * @deprecated Use istio.workload.NamespacedHostname.$Properties instead.
         */
        interface INamespacedHostname extends istio.workload.NamespacedHostname.$Properties {
        }

        /** Represents a NamespacedHostname. */
        class NamespacedHostname {

            /**
             * Constructs a new NamespacedHostname.
             * @param [properties] Properties to set
             */
            constructor(properties?: istio.workload.NamespacedHostname.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NamespacedHostname namespace. */
            namespace: string;

            /** NamespacedHostname hostname. */
            hostname: string;

            /**
             * Encodes the specified NamespacedHostname message. Does not implicitly {@link istio.workload.NamespacedHostname.verify|verify} messages.
             * @param message NamespacedHostname message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: istio.workload.NamespacedHostname.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NamespacedHostname message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {istio.workload.NamespacedHostname & istio.workload.NamespacedHostname.$Shape} NamespacedHostname
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): istio.workload.NamespacedHostname & istio.workload.NamespacedHostname.$Shape;

            /**
             * Creates a NamespacedHostname message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns NamespacedHostname
             */
            static fromObject(object: { [k: string]: any }): istio.workload.NamespacedHostname;

            /**
             * Creates a plain object from a NamespacedHostname message. Also converts values to other types if specified.
             * @param message NamespacedHostname
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: istio.workload.NamespacedHostname, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this NamespacedHostname to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace NamespacedHostname {

            /** Properties of a NamespacedHostname. */
            interface $Properties {

                /** NamespacedHostname namespace */
                namespace?: (string|null);

                /** NamespacedHostname hostname */
                hostname?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NamespacedHostname. */
            type $Shape = istio.workload.NamespacedHostname.$Properties;
        }

        /**
         * Properties of an Extension.
         * @deprecated Use istio.workload.Extension.$Properties instead.
         */
        interface IExtension extends istio.workload.Extension.$Properties {
        }

        /** Represents an Extension. */
        class Extension {

            /**
             * Constructs a new Extension.
             * @param [properties] Properties to set
             */
            constructor(properties?: istio.workload.Extension.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Extension name. */
            name: string;

            /** Extension config. */
            config?: (google.protobuf.Any.$Properties|null);

            /**
             * Encodes the specified Extension message. Does not implicitly {@link istio.workload.Extension.verify|verify} messages.
             * @param message Extension message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: istio.workload.Extension.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Extension message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {istio.workload.Extension & istio.workload.Extension.$Shape} Extension
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): istio.workload.Extension & istio.workload.Extension.$Shape;

            /**
             * Creates an Extension message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Extension
             */
            static fromObject(object: { [k: string]: any }): istio.workload.Extension;

            /**
             * Creates a plain object from an Extension message. Also converts values to other types if specified.
             * @param message Extension
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: istio.workload.Extension, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Extension to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Extension {

            /** Properties of an Extension. */
            interface $Properties {

                /** Extension name */
                name?: (string|null);

                /** Extension config */
                config?: (google.protobuf.Any.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Extension. */
            type $Shape = istio.workload.Extension.$Properties;
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
         * Properties of a DoubleValue.
         * @deprecated Use google.protobuf.DoubleValue.$Properties instead.
         */
        interface IDoubleValue extends google.protobuf.DoubleValue.$Properties {
        }

        /** Represents a DoubleValue. */
        class DoubleValue {

            /**
             * Constructs a new DoubleValue.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.DoubleValue.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DoubleValue value. */
            value: number;

            /**
             * Encodes the specified DoubleValue message. Does not implicitly {@link google.protobuf.DoubleValue.verify|verify} messages.
             * @param message DoubleValue message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.DoubleValue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DoubleValue message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.DoubleValue & google.protobuf.DoubleValue.$Shape} DoubleValue
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.DoubleValue & google.protobuf.DoubleValue.$Shape;

            /**
             * Creates a DoubleValue message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns DoubleValue
             */
            static fromObject(object: { [k: string]: any }): google.protobuf.DoubleValue;

            /**
             * Creates a plain object from a DoubleValue message. Also converts values to other types if specified.
             * @param message DoubleValue
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.protobuf.DoubleValue, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this DoubleValue to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace DoubleValue {

            /** Properties of a DoubleValue. */
            interface $Properties {

                /** DoubleValue value */
                value?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DoubleValue. */
            type $Shape = google.protobuf.DoubleValue.$Properties;
        }

        /**
         * Properties of a FloatValue.
         * @deprecated Use google.protobuf.FloatValue.$Properties instead.
         */
        interface IFloatValue extends google.protobuf.FloatValue.$Properties {
        }

        /** Represents a FloatValue. */
        class FloatValue {

            /**
             * Constructs a new FloatValue.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.FloatValue.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FloatValue value. */
            value: number;

            /**
             * Encodes the specified FloatValue message. Does not implicitly {@link google.protobuf.FloatValue.verify|verify} messages.
             * @param message FloatValue message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.FloatValue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FloatValue message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.FloatValue & google.protobuf.FloatValue.$Shape} FloatValue
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.FloatValue & google.protobuf.FloatValue.$Shape;

            /**
             * Creates a FloatValue message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns FloatValue
             */
            static fromObject(object: { [k: string]: any }): google.protobuf.FloatValue;

            /**
             * Creates a plain object from a FloatValue message. Also converts values to other types if specified.
             * @param message FloatValue
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.protobuf.FloatValue, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this FloatValue to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace FloatValue {

            /** Properties of a FloatValue. */
            interface $Properties {

                /** FloatValue value */
                value?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FloatValue. */
            type $Shape = google.protobuf.FloatValue.$Properties;
        }

        /**
         * Properties of an Int64Value.
         * @deprecated Use google.protobuf.Int64Value.$Properties instead.
         */
        interface IInt64Value extends google.protobuf.Int64Value.$Properties {
        }

        /** Represents an Int64Value. */
        class Int64Value {

            /**
             * Constructs a new Int64Value.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.Int64Value.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Int64Value value. */
            value: number;

            /**
             * Encodes the specified Int64Value message. Does not implicitly {@link google.protobuf.Int64Value.verify|verify} messages.
             * @param message Int64Value message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.Int64Value.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Int64Value message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.Int64Value & google.protobuf.Int64Value.$Shape} Int64Value
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.Int64Value & google.protobuf.Int64Value.$Shape;

            /**
             * Creates an Int64Value message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Int64Value
             */
            static fromObject(object: { [k: string]: any }): google.protobuf.Int64Value;

            /**
             * Creates a plain object from an Int64Value message. Also converts values to other types if specified.
             * @param message Int64Value
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.protobuf.Int64Value, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Int64Value to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Int64Value {

            /** Properties of an Int64Value. */
            interface $Properties {

                /** Int64Value value */
                value?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Int64Value. */
            type $Shape = google.protobuf.Int64Value.$Properties;
        }

        /**
         * Properties of a UInt64Value.
         * @deprecated Use google.protobuf.UInt64Value.$Properties instead.
         */
        interface IUInt64Value extends google.protobuf.UInt64Value.$Properties {
        }

        /** Represents a UInt64Value. */
        class UInt64Value {

            /**
             * Constructs a new UInt64Value.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.UInt64Value.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UInt64Value value. */
            value: number;

            /**
             * Encodes the specified UInt64Value message. Does not implicitly {@link google.protobuf.UInt64Value.verify|verify} messages.
             * @param message UInt64Value message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.UInt64Value.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a UInt64Value message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.UInt64Value & google.protobuf.UInt64Value.$Shape} UInt64Value
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.UInt64Value & google.protobuf.UInt64Value.$Shape;

            /**
             * Creates a UInt64Value message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns UInt64Value
             */
            static fromObject(object: { [k: string]: any }): google.protobuf.UInt64Value;

            /**
             * Creates a plain object from a UInt64Value message. Also converts values to other types if specified.
             * @param message UInt64Value
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.protobuf.UInt64Value, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this UInt64Value to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace UInt64Value {

            /** Properties of a UInt64Value. */
            interface $Properties {

                /** UInt64Value value */
                value?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a UInt64Value. */
            type $Shape = google.protobuf.UInt64Value.$Properties;
        }

        /**
         * Properties of an Int32Value.
         * @deprecated Use google.protobuf.Int32Value.$Properties instead.
         */
        interface IInt32Value extends google.protobuf.Int32Value.$Properties {
        }

        /** Represents an Int32Value. */
        class Int32Value {

            /**
             * Constructs a new Int32Value.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.Int32Value.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Int32Value value. */
            value: number;

            /**
             * Encodes the specified Int32Value message. Does not implicitly {@link google.protobuf.Int32Value.verify|verify} messages.
             * @param message Int32Value message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.Int32Value.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Int32Value message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.Int32Value & google.protobuf.Int32Value.$Shape} Int32Value
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.Int32Value & google.protobuf.Int32Value.$Shape;

            /**
             * Creates an Int32Value message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Int32Value
             */
            static fromObject(object: { [k: string]: any }): google.protobuf.Int32Value;

            /**
             * Creates a plain object from an Int32Value message. Also converts values to other types if specified.
             * @param message Int32Value
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.protobuf.Int32Value, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Int32Value to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Int32Value {

            /** Properties of an Int32Value. */
            interface $Properties {

                /** Int32Value value */
                value?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Int32Value. */
            type $Shape = google.protobuf.Int32Value.$Properties;
        }

        /**
         * Properties of a UInt32Value.
         * @deprecated Use google.protobuf.UInt32Value.$Properties instead.
         */
        interface IUInt32Value extends google.protobuf.UInt32Value.$Properties {
        }

        /** Represents a UInt32Value. */
        class UInt32Value {

            /**
             * Constructs a new UInt32Value.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.UInt32Value.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UInt32Value value. */
            value: number;

            /**
             * Encodes the specified UInt32Value message. Does not implicitly {@link google.protobuf.UInt32Value.verify|verify} messages.
             * @param message UInt32Value message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.UInt32Value.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a UInt32Value message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.UInt32Value & google.protobuf.UInt32Value.$Shape} UInt32Value
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.UInt32Value & google.protobuf.UInt32Value.$Shape;

            /**
             * Creates a UInt32Value message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns UInt32Value
             */
            static fromObject(object: { [k: string]: any }): google.protobuf.UInt32Value;

            /**
             * Creates a plain object from a UInt32Value message. Also converts values to other types if specified.
             * @param message UInt32Value
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.protobuf.UInt32Value, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this UInt32Value to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace UInt32Value {

            /** Properties of a UInt32Value. */
            interface $Properties {

                /** UInt32Value value */
                value?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a UInt32Value. */
            type $Shape = google.protobuf.UInt32Value.$Properties;
        }

        /**
         * Properties of a BoolValue.
         * @deprecated Use google.protobuf.BoolValue.$Properties instead.
         */
        interface IBoolValue extends google.protobuf.BoolValue.$Properties {
        }

        /** Represents a BoolValue. */
        class BoolValue {

            /**
             * Constructs a new BoolValue.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.BoolValue.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** BoolValue value. */
            value: boolean;

            /**
             * Encodes the specified BoolValue message. Does not implicitly {@link google.protobuf.BoolValue.verify|verify} messages.
             * @param message BoolValue message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.BoolValue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BoolValue message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.BoolValue & google.protobuf.BoolValue.$Shape} BoolValue
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.BoolValue & google.protobuf.BoolValue.$Shape;

            /**
             * Creates a BoolValue message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns BoolValue
             */
            static fromObject(object: { [k: string]: any }): google.protobuf.BoolValue;

            /**
             * Creates a plain object from a BoolValue message. Also converts values to other types if specified.
             * @param message BoolValue
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.protobuf.BoolValue, options?: $protobuf.IConversionOptions): { [k: string]: any };

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
            type $Shape = google.protobuf.BoolValue.$Properties;
        }

        /**
         * Properties of a StringValue.
         * @deprecated Use google.protobuf.StringValue.$Properties instead.
         */
        interface IStringValue extends google.protobuf.StringValue.$Properties {
        }

        /** Represents a StringValue. */
        class StringValue {

            /**
             * Constructs a new StringValue.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.StringValue.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** StringValue value. */
            value: string;

            /**
             * Encodes the specified StringValue message. Does not implicitly {@link google.protobuf.StringValue.verify|verify} messages.
             * @param message StringValue message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.StringValue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StringValue message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.StringValue & google.protobuf.StringValue.$Shape} StringValue
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.StringValue & google.protobuf.StringValue.$Shape;

            /**
             * Creates a StringValue message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns StringValue
             */
            static fromObject(object: { [k: string]: any }): google.protobuf.StringValue;

            /**
             * Creates a plain object from a StringValue message. Also converts values to other types if specified.
             * @param message StringValue
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.protobuf.StringValue, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this StringValue to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace StringValue {

            /** Properties of a StringValue. */
            interface $Properties {

                /** StringValue value */
                value?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a StringValue. */
            type $Shape = google.protobuf.StringValue.$Properties;
        }

        /**
         * Properties of a BytesValue.
         * @deprecated Use google.protobuf.BytesValue.$Properties instead.
         */
        interface IBytesValue extends google.protobuf.BytesValue.$Properties {
        }

        /** Represents a BytesValue. */
        class BytesValue {

            /**
             * Constructs a new BytesValue.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.BytesValue.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** BytesValue value. */
            value: Uint8Array;

            /**
             * Encodes the specified BytesValue message. Does not implicitly {@link google.protobuf.BytesValue.verify|verify} messages.
             * @param message BytesValue message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.BytesValue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BytesValue message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.BytesValue & google.protobuf.BytesValue.$Shape} BytesValue
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.BytesValue & google.protobuf.BytesValue.$Shape;

            /**
             * Creates a BytesValue message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns BytesValue
             */
            static fromObject(object: { [k: string]: any }): google.protobuf.BytesValue;

            /**
             * Creates a plain object from a BytesValue message. Also converts values to other types if specified.
             * @param message BytesValue
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.protobuf.BytesValue, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this BytesValue to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace BytesValue {

            /** Properties of a BytesValue. */
            interface $Properties {

                /** BytesValue value */
                value?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BytesValue. */
            type $Shape = google.protobuf.BytesValue.$Properties;
        }
    }
}
