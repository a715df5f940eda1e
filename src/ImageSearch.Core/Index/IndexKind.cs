namespace ImageSearch.Index;

/// <summary>How an index finds the rows that are near a query's.</summary>
public enum IndexKind
{
    /// <summary>It compares all of them: exact. Faiss calls it Flat.</summary>
    Flat,

    /// <summary>It looks where near rows are likely, among lists of short codes: answers stay as good, in a fraction of the time. Faiss
    /// would call it IVF with RaBitQ codes.</summary>
    Inverted,
}
