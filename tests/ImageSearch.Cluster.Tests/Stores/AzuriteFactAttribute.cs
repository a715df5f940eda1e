namespace ImageSearch.Cluster.Tests.Stores;

/// <summary>A test against Azurite, which speaks Azure Blob Storage.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AzuriteFactAttribute : FactAttribute
{
    public AzuriteFactAttribute() => Skip = PostgresFactAttribute.Missing ?? (Program is null
        ? "AZURE BLOB STORAGE NOT TRIED: there is no azurite-blob on the PATH; 'npm install -g azurite' brings it." : null);

    /// <summary>Azurite; null where there is none.</summary>
    public static string? Program { get; } = StartedProgram.Find("azurite-blob");
}
