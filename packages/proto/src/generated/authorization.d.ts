import * as $protobuf from "protobufjs";
import Long = require("long");

/** Namespace istio. */
export namespace istio {

    /** Namespace security. */
    namespace security {

        /** Scope enum. */
        enum Scope {

            /** GLOBAL value */
            GLOBAL = 0,

            /** NAMESPACE value */
            NAMESPACE = 1,

            /** WORKLOAD_SELECTOR value */
            WORKLOAD_SELECTOR = 2
        }

        /** Action enum. */
        enum Action {

            /** ALLOW value */
            ALLOW = 0,

            /** DENY value */
            DENY = 1
        }

        /**
         * Properties of an Authorization.
         * @deprecated Use istio.security.Authorization.$Properties instead.
         */
        interface IAuthorization extends istio.security.Authorization.$Properties {
        }

        /** Represents an Authorization. */
        class Authorization {

            /**
             * Constructs a new Authorization.
             * @param [properties] Properties to set
             */
            constructor(properties?: istio.security.Authorization.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Authorization name. */
            name: string;

            /** Authorization namespace. */
            namespace: string;

            /** Authorization scope. */
            scope: istio.security.Scope;

            /** Authorization action. */
            action: istio.security.Action;

            /** Authorization groups. */
            groups: istio.security.Group.$Properties[];

            /** Authorization dryRun. */
            dryRun: boolean;

            /** Authorization extensions. */
            extensions: istio.security.Extension.$Properties[];

            /**
             * Encodes the specified Authorization message. Does not implicitly {@link istio.security.Authorization.verify|verify} messages.
             * @param message Authorization message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: istio.security.Authorization.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Authorization message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {istio.security.Authorization & istio.security.Authorization.$Shape} Authorization
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): istio.security.Authorization & istio.security.Authorization.$Shape;

            /**
             * Creates an Authorization message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Authorization
             */
            static fromObject(object: { [k: string]: any }): istio.security.Authorization;

            /**
             * Creates a plain object from an Authorization message. Also converts values to other types if specified.
             * @param message Authorization
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: istio.security.Authorization, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Authorization to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Authorization {

            /** Properties of an Authorization. */
            interface $Properties {

                /** Authorization name */
                name?: (string|null);

                /** Authorization namespace */
                namespace?: (string|null);

                /** Authorization scope */
                scope?: (istio.security.Scope|null);

                /** Authorization action */
                action?: (istio.security.Action|null);

                /** Authorization groups */
                groups?: (istio.security.Group.$Properties[]|null);

                /** Authorization dryRun */
                dryRun?: (boolean|null);

                /** Authorization extensions */
                extensions?: (istio.security.Extension.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Authorization. */
            type $Shape = {
              name?: string|null;
              namespace?: string|null;
              scope?: istio.security.Scope|null;
              action?: istio.security.Action|null;
              groups?: istio.security.Group.$Shape[]|null;
              dryRun?: boolean|null;
              extensions?: istio.security.Extension.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a Group.
         * @deprecated Use istio.security.Group.$Properties instead.
         */
        interface IGroup extends istio.security.Group.$Properties {
        }

        /** Represents a Group. */
        class Group {

            /**
             * Constructs a new Group.
             * @param [properties] Properties to set
             */
            constructor(properties?: istio.security.Group.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Group rules. */
            rules: istio.security.Rules.$Properties[];

            /**
             * Encodes the specified Group message. Does not implicitly {@link istio.security.Group.verify|verify} messages.
             * @param message Group message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: istio.security.Group.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Group message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {istio.security.Group & istio.security.Group.$Shape} Group
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): istio.security.Group & istio.security.Group.$Shape;

            /**
             * Creates a Group message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Group
             */
            static fromObject(object: { [k: string]: any }): istio.security.Group;

            /**
             * Creates a plain object from a Group message. Also converts values to other types if specified.
             * @param message Group
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: istio.security.Group, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Group to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Group {

            /** Properties of a Group. */
            interface $Properties {

                /** Group rules */
                rules?: (istio.security.Rules.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Group. */
            type $Shape = {
              rules?: istio.security.Rules.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a Rules.
         * @deprecated Use istio.security.Rules.$Properties instead.
         */
        interface IRules extends istio.security.Rules.$Properties {
        }

        /** Represents a Rules. */
        class Rules {

            /**
             * Constructs a new Rules.
             * @param [properties] Properties to set
             */
            constructor(properties?: istio.security.Rules.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Rules matches. */
            matches: istio.security.Match.$Properties[];

            /**
             * Encodes the specified Rules message. Does not implicitly {@link istio.security.Rules.verify|verify} messages.
             * @param message Rules message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: istio.security.Rules.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Rules message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {istio.security.Rules & istio.security.Rules.$Shape} Rules
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): istio.security.Rules & istio.security.Rules.$Shape;

            /**
             * Creates a Rules message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Rules
             */
            static fromObject(object: { [k: string]: any }): istio.security.Rules;

            /**
             * Creates a plain object from a Rules message. Also converts values to other types if specified.
             * @param message Rules
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: istio.security.Rules, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Rules to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Rules {

            /** Properties of a Rules. */
            interface $Properties {

                /** Rules matches */
                matches?: (istio.security.Match.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Rules. */
            type $Shape = {
              matches?: istio.security.Match.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a Match.
         * @deprecated Use istio.security.Match.$Properties instead.
         */
        interface IMatch extends istio.security.Match.$Properties {
        }

        /** Represents a Match. */
        class Match {

            /**
             * Constructs a new Match.
             * @param [properties] Properties to set
             */
            constructor(properties?: istio.security.Match.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Match namespaces. */
            namespaces: istio.security.StringMatch.$Properties[];

            /** Match notNamespaces. */
            notNamespaces: istio.security.StringMatch.$Properties[];

            /** Match principals. */
            principals: istio.security.StringMatch.$Properties[];

            /** Match notPrincipals. */
            notPrincipals: istio.security.StringMatch.$Properties[];

            /** Match sourceIps. */
            sourceIps: istio.security.Address.$Properties[];

            /** Match notSourceIps. */
            notSourceIps: istio.security.Address.$Properties[];

            /** Match destinationIps. */
            destinationIps: istio.security.Address.$Properties[];

            /** Match notDestinationIps. */
            notDestinationIps: istio.security.Address.$Properties[];

            /** Match destinationPorts. */
            destinationPorts: number[];

            /** Match notDestinationPorts. */
            notDestinationPorts: number[];

            /** Match serviceAccounts. */
            serviceAccounts: istio.security.ServiceAccountMatch.$Properties[];

            /** Match notServiceAccounts. */
            notServiceAccounts: istio.security.ServiceAccountMatch.$Properties[];

            /** Match extensions. */
            extensions: istio.security.Extension.$Properties[];

            /**
             * Encodes the specified Match message. Does not implicitly {@link istio.security.Match.verify|verify} messages.
             * @param message Match message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: istio.security.Match.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Match message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {istio.security.Match & istio.security.Match.$Shape} Match
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): istio.security.Match & istio.security.Match.$Shape;

            /**
             * Creates a Match message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Match
             */
            static fromObject(object: { [k: string]: any }): istio.security.Match;

            /**
             * Creates a plain object from a Match message. Also converts values to other types if specified.
             * @param message Match
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: istio.security.Match, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Match to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Match {

            /** Properties of a Match. */
            interface $Properties {

                /** Match namespaces */
                namespaces?: (istio.security.StringMatch.$Properties[]|null);

                /** Match notNamespaces */
                notNamespaces?: (istio.security.StringMatch.$Properties[]|null);

                /** Match principals */
                principals?: (istio.security.StringMatch.$Properties[]|null);

                /** Match notPrincipals */
                notPrincipals?: (istio.security.StringMatch.$Properties[]|null);

                /** Match sourceIps */
                sourceIps?: (istio.security.Address.$Properties[]|null);

                /** Match notSourceIps */
                notSourceIps?: (istio.security.Address.$Properties[]|null);

                /** Match destinationIps */
                destinationIps?: (istio.security.Address.$Properties[]|null);

                /** Match notDestinationIps */
                notDestinationIps?: (istio.security.Address.$Properties[]|null);

                /** Match destinationPorts */
                destinationPorts?: (number[]|null);

                /** Match notDestinationPorts */
                notDestinationPorts?: (number[]|null);

                /** Match serviceAccounts */
                serviceAccounts?: (istio.security.ServiceAccountMatch.$Properties[]|null);

                /** Match notServiceAccounts */
                notServiceAccounts?: (istio.security.ServiceAccountMatch.$Properties[]|null);

                /** Match extensions */
                extensions?: (istio.security.Extension.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Match. */
            type $Shape = {
              namespaces?: istio.security.StringMatch.$Shape[]|null;
              notNamespaces?: istio.security.StringMatch.$Shape[]|null;
              principals?: istio.security.StringMatch.$Shape[]|null;
              notPrincipals?: istio.security.StringMatch.$Shape[]|null;
              sourceIps?: istio.security.Address.$Shape[]|null;
              notSourceIps?: istio.security.Address.$Shape[]|null;
              destinationIps?: istio.security.Address.$Shape[]|null;
              notDestinationIps?: istio.security.Address.$Shape[]|null;
              destinationPorts?: number[]|null;
              notDestinationPorts?: number[]|null;
              serviceAccounts?: istio.security.ServiceAccountMatch.$Shape[]|null;
              notServiceAccounts?: istio.security.ServiceAccountMatch.$Shape[]|null;
              extensions?: istio.security.Extension.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of an Address.
         * @deprecated Use istio.security.Address.$Properties instead.
         */
        interface IAddress extends istio.security.Address.$Properties {
        }

        /** Represents an Address. */
        class Address {

            /**
             * Constructs a new Address.
             * @param [properties] Properties to set
             */
            constructor(properties?: istio.security.Address.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Address address. */
            address: Uint8Array;

            /** Address length. */
            length: number;

            /**
             * Encodes the specified Address message. Does not implicitly {@link istio.security.Address.verify|verify} messages.
             * @param message Address message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: istio.security.Address.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Address message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {istio.security.Address & istio.security.Address.$Shape} Address
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): istio.security.Address & istio.security.Address.$Shape;

            /**
             * Creates an Address message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Address
             */
            static fromObject(object: { [k: string]: any }): istio.security.Address;

            /**
             * Creates a plain object from an Address message. Also converts values to other types if specified.
             * @param message Address
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: istio.security.Address, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Address to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Address {

            /** Properties of an Address. */
            interface $Properties {

                /** Address address */
                address?: (Uint8Array|null);

                /** Address length */
                length?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Address. */
            type $Shape = istio.security.Address.$Properties;
        }

        /**
         * Properties of a ServiceAccountMatch.
         * @deprecated Use istio.security.ServiceAccountMatch.$Properties instead.
         */
        interface IServiceAccountMatch extends istio.security.ServiceAccountMatch.$Properties {
        }

        /** Represents a ServiceAccountMatch. */
        class ServiceAccountMatch {

            /**
             * Constructs a new ServiceAccountMatch.
             * @param [properties] Properties to set
             */
            constructor(properties?: istio.security.ServiceAccountMatch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ServiceAccountMatch namespace. */
            namespace: string;

            /** ServiceAccountMatch serviceAccount. */
            serviceAccount: string;

            /**
             * Encodes the specified ServiceAccountMatch message. Does not implicitly {@link istio.security.ServiceAccountMatch.verify|verify} messages.
             * @param message ServiceAccountMatch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: istio.security.ServiceAccountMatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ServiceAccountMatch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {istio.security.ServiceAccountMatch & istio.security.ServiceAccountMatch.$Shape} ServiceAccountMatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): istio.security.ServiceAccountMatch & istio.security.ServiceAccountMatch.$Shape;

            /**
             * Creates a ServiceAccountMatch message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ServiceAccountMatch
             */
            static fromObject(object: { [k: string]: any }): istio.security.ServiceAccountMatch;

            /**
             * Creates a plain object from a ServiceAccountMatch message. Also converts values to other types if specified.
             * @param message ServiceAccountMatch
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: istio.security.ServiceAccountMatch, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ServiceAccountMatch to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ServiceAccountMatch {

            /** Properties of a ServiceAccountMatch. */
            interface $Properties {

                /** ServiceAccountMatch namespace */
                namespace?: (string|null);

                /** ServiceAccountMatch serviceAccount */
                serviceAccount?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ServiceAccountMatch. */
            type $Shape = istio.security.ServiceAccountMatch.$Properties;
        }

        /**
         * Properties of a StringMatch.
         * @deprecated Use istio.security.StringMatch.$Properties instead.
         */
        interface IStringMatch extends istio.security.StringMatch.$Properties {
        }

        /** Represents a StringMatch. */
        class StringMatch {

            /**
             * Constructs a new StringMatch.
             * @param [properties] Properties to set
             */
            constructor(properties?: istio.security.StringMatch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** StringMatch exact. */
            exact?: (string|null);

            /** StringMatch prefix. */
            prefix?: (string|null);

            /** StringMatch suffix. */
            suffix?: (string|null);

            /** StringMatch presence. */
            presence?: (google.protobuf.Empty.$Properties|null);

            /** StringMatch matchType. */
            matchType?: ("exact"|"prefix"|"suffix"|"presence");

            /**
             * Encodes the specified StringMatch message. Does not implicitly {@link istio.security.StringMatch.verify|verify} messages.
             * @param message StringMatch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: istio.security.StringMatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StringMatch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {istio.security.StringMatch & istio.security.StringMatch.$Shape} StringMatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): istio.security.StringMatch & istio.security.StringMatch.$Shape;

            /**
             * Creates a StringMatch message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns StringMatch
             */
            static fromObject(object: { [k: string]: any }): istio.security.StringMatch;

            /**
             * Creates a plain object from a StringMatch message. Also converts values to other types if specified.
             * @param message StringMatch
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: istio.security.StringMatch, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this StringMatch to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace StringMatch {

            /** Properties of a StringMatch. */
            interface $Properties {

                /** StringMatch exact */
                exact?: (string|null);

                /** StringMatch prefix */
                prefix?: (string|null);

                /** StringMatch suffix */
                suffix?: (string|null);

                /** StringMatch presence */
                presence?: (google.protobuf.Empty.$Properties|null);

                /** StringMatch matchType */
                matchType?: ("exact"|"prefix"|"suffix"|"presence");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a StringMatch. */
            type $Shape = {
              exact?: string|null;
              prefix?: string|null;
              suffix?: string|null;
              presence?: google.protobuf.Empty.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ matchType?: undefined; exact?: null; prefix?: null; suffix?: null; presence?: null }|{ matchType?: "exact"; exact: string; prefix?: null; suffix?: null; presence?: null }|{ matchType?: "prefix"; exact?: null; prefix: string; suffix?: null; presence?: null }|{ matchType?: "suffix"; exact?: null; prefix?: null; suffix: string; presence?: null }|{ matchType?: "presence"; exact?: null; prefix?: null; suffix?: null; presence: google.protobuf.Empty.$Shape })
            );
        }

        /**
         * Properties of an Extension.
         * @deprecated Use istio.security.Extension.$Properties instead.
         */
        interface IExtension extends istio.security.Extension.$Properties {
        }

        /** Represents an Extension. */
        class Extension {

            /**
             * Constructs a new Extension.
             * @param [properties] Properties to set
             */
            constructor(properties?: istio.security.Extension.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Extension name. */
            name: string;

            /** Extension config. */
            config?: (google.protobuf.Any.$Properties|null);

            /**
             * Encodes the specified Extension message. Does not implicitly {@link istio.security.Extension.verify|verify} messages.
             * @param message Extension message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: istio.security.Extension.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Extension message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {istio.security.Extension & istio.security.Extension.$Shape} Extension
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): istio.security.Extension & istio.security.Extension.$Shape;

            /**
             * Creates an Extension message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Extension
             */
            static fromObject(object: { [k: string]: any }): istio.security.Extension;

            /**
             * Creates a plain object from an Extension message. Also converts values to other types if specified.
             * @param message Extension
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: istio.security.Extension, options?: $protobuf.IConversionOptions): { [k: string]: any };

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
            type $Shape = istio.security.Extension.$Properties;
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
         * Properties of an Empty.
         * @deprecated Use google.protobuf.Empty.$Properties instead.
         */
        interface IEmpty extends google.protobuf.Empty.$Properties {
        }

        /** Represents an Empty. */
        class Empty {

            /**
             * Constructs a new Empty.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.Empty.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified Empty message. Does not implicitly {@link google.protobuf.Empty.verify|verify} messages.
             * @param message Empty message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.Empty.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Empty message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.Empty & google.protobuf.Empty.$Shape} Empty
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.Empty & google.protobuf.Empty.$Shape;

            /**
             * Creates an Empty message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Empty
             */
            static fromObject(object: { [k: string]: any }): google.protobuf.Empty;

            /**
             * Creates a plain object from an Empty message. Also converts values to other types if specified.
             * @param message Empty
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: google.protobuf.Empty, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Empty to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Empty {

            /** Properties of an Empty. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Empty. */
            type $Shape = google.protobuf.Empty.$Properties;
        }
    }
}
