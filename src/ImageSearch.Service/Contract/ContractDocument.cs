using System.Reflection;
using ImageSearch.Service.Problems;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ImageSearch.Service.Contract;

/// <summary>What the OpenAPI document says of the service as a whole; and that what is not known is left out, never null.</summary>
internal sealed class ContractDocument : IOpenApiDocumentTransformer
{
    /// <summary>A key after 'Authorization: Bearer'.</summary>
    public const string Bearer = "bearer";

    /// <summary>A key in a header of its own.</summary>
    public const string KeyHeader = "apiKey";

    /// <summary>The one property that is null where nothing is known, as clients of the compatible route expect it.</summary>
    private const string NullSchema = "FaissAnswer", NullProperty = "id";

    /// <inheritdoc/>
    public async Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Info.Title = "ImageSearch";
        document.Info.Description = "Finds images by what they show.";
        document.Info.Version = typeof(ContractDocument).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
        document.Servers?.Clear();
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A key that 'imagesearch new-key' made, where the server asks for one.",
            },
            [KeyHeader] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "X-Api-Key",
                Description = "The same, in a header of its own.",
            },
        };
        document.AddComponent(nameof(Problem), await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancel).ConfigureAwait(false));
        foreach ((string name, IOpenApiSchema schema) in document.Components.Schemas ?? new Dictionary<string, IOpenApiSchema>())
        {
            LeaveOutNulls(name, schema);
        }
    }

    private static void LeaveOutNulls(string name, IOpenApiSchema schema)
    {
        foreach ((string property, IOpenApiSchema value) in schema.Properties?.ToArray() ?? [])
        {
            if ((name, property) == (NullSchema, NullProperty))
            {
                continue;
            }

            if (value is OpenApiSchema { Type: { } type } own && type.HasFlag(JsonSchemaType.Null))
            {
                own.Type = type & ~JsonSchemaType.Null;
                schema.Required?.Remove(property);
            }
            else if (value is OpenApiSchema { OneOf: { Count: 2 } either } choice && either.Any(IsNull))
            {
                choice.OneOf = null;
                choice.AllOf = [either.Single(e => !IsNull(e))];
                schema.Required?.Remove(property);
            }
        }
    }

    private static bool IsNull(IOpenApiSchema schema) => schema.Type == JsonSchemaType.Null;
}
