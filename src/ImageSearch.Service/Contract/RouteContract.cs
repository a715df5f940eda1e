using ImageSearch.Retrieval;
using ImageSearch.Service.Access;
using ImageSearch.Service.Problems;
using ImageSearch.Service.Searching;
using ImageSearch.Sift;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace ImageSearch.Service.Contract;

/// <summary>Adds to what ASP.NET knows of a route what its handler reads by itself: the query string, bodies, refusals, keys.</summary>
internal sealed class RouteContract : IOpenApiOperationTransformer
{
    private static readonly int[] OfEveryRoute = [400, 429, 503, 504], OfBodies = [408, 413, 415, 422];

    /// <inheritdoc/>
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        IList<object> metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<TakesQuery>().LastOrDefault() is { } query)
        {
            operation.Parameters ??= [];
            query.Names.ToList().ForEach(name => operation.Parameters.Add(QueryParameters.Of(name)));
        }

        var refusals = new SortedSet<int>();
        if (metadata.OfType<NeedsScope>().LastOrDefault() is { } scope)
        {
            operation.Security = [Requirement(ContractDocument.Bearer, context.Document),
                Requirement(ContractDocument.KeyHeader, context.Document)];
            refusals.UnionWith([.. OfEveryRoute, 401, 403]);
            if (scope.Scope == KeyScope.Write)
            {
                refusals.UnionWith([409, 507]);
            }
        }

        if (context.Description.RelativePath?.Contains('{', StringComparison.Ordinal) == true)
        {
            refusals.Add(404);
        }

        if (metadata.OfType<TakesBody>().LastOrDefault() is { } body)
        {
            operation.RequestBody = body.Kind == BodyKind.Image ? ImageBody() : FaissBody();
        }

        if (operation.RequestBody is not null)
        {
            refusals.UnionWith(OfBodies);
        }

        if (metadata.OfType<AnswersProblem>().LastOrDefault() is { } more)
        {
            refusals.UnionWith(more.Statuses);
        }

        foreach (int status in refusals)
        {
            operation.Responses ??= [];
            operation.Responses[$"{status}"] = Refusal(status, context.Document);
        }

        foreach (OpenApiResponse response in (operation.Responses ?? []).Values.OfType<OpenApiResponse>())
        {
            response.Headers ??= new Dictionary<string, IOpenApiHeader>();
            response.Headers[RequestIds.Header] = new OpenApiHeader
            {
                Description = $"The request's id: that which the client sent in {RequestIds.Header}, or one that was made.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            };
        }

        return Task.CompletedTask;
    }

    private static OpenApiResponse Refusal(int status, OpenApiDocument? document) => new()
    {
        Description = ReasonPhrases.GetReasonPhrase(status),
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(nameof(Problem), document) },
        },
    };

    private static OpenApiSecurityRequirement Requirement(string scheme, OpenApiDocument? document) => new()
    {
        [new OpenApiSecuritySchemeReference(scheme, document)] = [],
    };

    private static OpenApiRequestBody ImageBody()
    {
        static OpenApiMediaType Bytes() => new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } };
        var form = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "file" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["file"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Format = "binary",
                    Description = "The image; its name is kept.",
                },
            },
        };
        return new OpenApiRequestBody
        {
            Required = true,
            Description = "The image: its bytes as they are in a file, or a form with one file.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/octet-stream"] = Bytes(),
                ["image/*"] = Bytes(),
                ["multipart/form-data"] = new()
                {
                    Schema = form,

                    // Without it Kiota's clients send no form.
                    Encoding = new Dictionary<string, OpenApiEncoding>
                    {
                        ["file"] = new() { ContentType = "application/octet-stream, image/*" },
                    },
                },
            },
        };
    }

    private static OpenApiRequestBody FaissBody()
    {
        static OpenApiSchema ListOf(IOpenApiSchema items, string description) =>
            new() { Type = JsonSchemaType.Array, Items = items, Description = description };
        var number = new OpenApiSchema { Type = JsonSchemaType.Number, Format = "double", Minimum = "0", Maximum = "255" };
        var row = new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Items = number,
            MinItems = SiftSettings.DescriptorBytes,
            MaxItems = SiftSettings.DescriptorBytes,
        };
        return new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new()
                {
                    Schema = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Required = new HashSet<string> { "k" },
                        Properties = new Dictionary<string, IOpenApiSchema>
                        {
                            ["k"] = new OpenApiSchema
                            {
                                Type = JsonSchemaType.Integer,
                                Format = "int32",
                                Minimum = "1",
                                Maximum = $"{SearchOptions.MaxNeighbours}",
                                Description = "How many nearest rows of each query row vote, and how many images are answered.",
                            },
                            ["ids"] = ListOf(new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64" },
                                "Indexed images to search with."),
                            ["image"] = new OpenApiSchema
                            {
                                Type = JsonSchemaType.String,
                                Description = "A path below the server's image folder, or an image in base64.",
                            },
                            ["vectors"] = ListOf(row, "The rows of one query: 128 numbers each."),
                        },
                    },
                },
            },
        };
    }
}
