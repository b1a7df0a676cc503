using EksGrader.Checks.Receipts;

namespace EksGrader.Db.Model;

/// <summary>A key pair that receipts are signed with. Its public half is published for good; its private half lies under the vault's seal.</summary>
/// <param name="number">Its place, from 1: the highest signs. As the row's key it lets no two processes make the same one.</param>
/// <param name="kid">Its id, the thumbprint of its public half.</param>
/// <param name="x">The public half's x coordinate.</param>
/// <param name="y">The public half's y coordinate.</param>
/// <param name="sealedPair">The pair under seal.</param>
/// <param name="madeAt">When it was made.</param>
public sealed class SigningKey(int number, string kid, string x, string y, byte[] sealedPair, DateTimeOffset madeAt)
{
    /// <summary>Its place, from 1.</summary>
    public int Number { get; private set; } = number;

    /// <summary>Its id.</summary>
    public string Kid { get; private set; } = kid;

    /// <summary>When it was made.</summary>
    public DateTimeOffset MadeAt { get; private set; } = madeAt;

    /// <summary>The public half.</summary>
    public ReceiptKey Public => new(Kid, X, Y);

    internal string X { get; private set; } = x;

    internal string Y { get; private set; } = y;

    internal byte[] SealedPair { get; private set; } = sealedPair;
}
