//! Programs, kegiatan and sub kegiatan of several offices, as listed in Kepmendagri 050-5889/2021.

/// Code, name and unit.
type Sub = (&'static str, &'static str, &'static str);

pub struct Kegiatan {
    pub code: &'static str,
    pub name: &'static str,
    pub subs: &'static [Sub],
}

pub struct Program {
    pub code: &'static str,
    pub name: &'static str,
    pub kegiatan: &'static [Kegiatan],
}

pub struct Bidang {
    pub urusan: (&'static str, &'static str),
    pub code: &'static str,
    pub name: &'static str,
    pub opd: &'static str,
    pub programs: &'static [Program],
}

const SUPPORT: Program = Program {
    code: "01",
    name: "PROGRAM PENUNJANG URUSAN PEMERINTAHAN DAERAH KABUPATEN/KOTA",
    kegiatan: &[
        Kegiatan {
            code: "2.01",
            name: "Perencanaan, Penganggaran, dan Evaluasi Kinerja Perangkat Daerah",
            subs: &[
                ("0001", "Penyusunan Dokumen Perencanaan Perangkat Daerah", "Dokumen"),
                ("0002", "Koordinasi dan Penyusunan Dokumen RKA-SKPD", "Dokumen"),
                ("0004", "Koordinasi dan Penyusunan DPA-SKPD", "Dokumen"),
                ("0007", "Evaluasi Kinerja Perangkat Daerah", "Laporan"),
            ],
        },
        Kegiatan {
            code: "2.02",
            name: "Administrasi Keuangan Perangkat Daerah",
            subs: &[
                ("0001", "Penyediaan Gaji dan Tunjangan ASN", "Orang/Bulan"),
                ("0003", "Pelaksanaan Penatausahaan dan Pengujian/Verifikasi Keuangan SKPD", "Dokumen"),
                ("0005", "Koordinasi dan Penyusunan Laporan Keuangan Akhir Tahun SKPD", "Laporan"),
            ],
        },
        Kegiatan {
            code: "2.05",
            name: "Administrasi Kepegawaian Perangkat Daerah",
            subs: &[
                ("0002", "Pengadaan Pakaian Dinas beserta Atribut Kelengkapannya", "Paket"),
                ("0009", "Pendidikan dan Pelatihan Pegawai Berdasarkan Tugas dan Fungsi", "Orang"),
                ("0011", "Bimbingan Teknis Implementasi Peraturan Perundang-Undangan", "Orang"),
            ],
        },
        Kegiatan {
            code: "2.06",
            name: "Administrasi Umum Perangkat Daerah",
            subs: &[
                ("0001", "Penyediaan Komponen Instalasi Listrik/Penerangan Bangunan Kantor", "Paket"),
                ("0002", "Penyediaan Peralatan dan Perlengkapan Kantor", "Paket"),
                ("0004", "Penyediaan Bahan Logistik Kantor", "Paket"),
                ("0005", "Penyediaan Barang Cetakan dan Penggandaan", "Paket"),
                ("0009", "Penyelenggaraan Rapat Koordinasi dan Konsultasi SKPD", "Laporan"),
            ],
        },
        Kegiatan {
            code: "2.08",
            name: "Penyediaan Jasa Penunjang Urusan Pemerintahan Daerah",
            subs: &[
                ("0001", "Penyediaan Jasa Surat Menyurat", "Laporan"),
                ("0002", "Penyediaan Jasa Komunikasi, Sumber Daya Air dan Listrik", "Laporan"),
                ("0004", "Penyediaan Jasa Pelayanan Umum Kantor", "Laporan"),
            ],
        },
        Kegiatan {
            code: "2.09",
            name: "Pemeliharaan Barang Milik Daerah Penunjang Urusan Pemerintahan Daerah",
            subs: &[
                (
                    "0002",
                    "Penyediaan Jasa Pemeliharaan, Biaya Pemeliharaan, Pajak dan Perizinan Kendaraan Dinas Operasional atau Lapangan",
                    "Unit",
                ),
                ("0006", "Pemeliharaan Peralatan dan Mesin Lainnya", "Unit"),
                ("0009", "Pemeliharaan/Rehabilitasi Gedung Kantor dan Bangunan Lainnya", "Unit"),
            ],
        },
    ],
};

pub const BIDANG: [Bidang; 8] = [
    Bidang {
        urusan: ("1", "URUSAN PEMERINTAHAN WAJIB YANG BERKAITAN DENGAN PELAYANAN DASAR"),
        code: "1.06",
        name: "URUSAN PEMERINTAHAN BIDANG SOSIAL",
        opd: "DINAS SOSIAL",
        programs: &[
            SUPPORT,
            Program {
                code: "02",
                name: "PROGRAM PEMBERDAYAAN SOSIAL",
                kegiatan: &[
                    Kegiatan {
                        code: "2.02",
                        name: "Pengumpulan Sumbangan dalam Daerah Kabupaten/Kota",
                        subs: &[
                            (
                                "0001",
                                "Koordinasi dan Sinkronisasi Penerbitan Izin Undian Gratis Berhadiah dan Pengumpulan Uang atau Barang",
                                "Dokumen",
                            ),
                            (
                                "0002",
                                "Pengendalian dan Pengawasan Pelaksanaan Undian Gratis Berhadiah dan Pengumpulan Uang atau Barang",
                                "Laporan",
                            ),
                        ],
                    },
                    Kegiatan {
                        code: "2.03",
                        name: "Pengembangan Potensi Sumber Kesejahteraan Sosial Daerah Kabupaten/Kota",
                        subs: &[
                            (
                                "0001",
                                "Peningkatan Kemampuan Potensi Pekerja Sosial Masyarakat Kewenangan Kabupaten/Kota",
                                "Orang",
                            ),
                            (
                                "0003",
                                "Peningkatan Kemampuan Potensi Sumber Kesejahteraan Sosial Keluarga Kewenangan Kabupaten/Kota",
                                "Keluarga",
                            ),
                            (
                                "0004",
                                "Peningkatan Kemampuan Potensi Sumber Kesejahteraan Sosial Kelembagaan Masyarakat Kewenangan Kabupaten/Kota",
                                "Lembaga",
                            ),
                        ],
                    },
                ],
            },
            Program {
                code: "04",
                name: "PROGRAM REHABILITASI SOSIAL",
                kegiatan: &[
                    Kegiatan {
                        code: "2.01",
                        name: "Rehabilitasi Sosial Dasar Penyandang Disabilitas Terlantar, Anak Terlantar, Lanjut Usia Terlantar, serta Gelandangan Pengemis di Luar Panti Sosial",
                        subs: &[
                            ("0001", "Penyediaan Permakanan", "Orang"),
                            ("0002", "Penyediaan Sandang", "Orang"),
                            ("0003", "Penyediaan Alat Bantu", "Orang"),
                            ("0008", "Pemberian Akses ke Layanan Pendidikan dan Kesehatan Dasar", "Orang"),
                        ],
                    },
                    Kegiatan {
                        code: "2.02",
                        name: "Rehabilitasi Sosial Penyandang Masalah Kesejahteraan Sosial (PMKS) Lainnya Bukan Korban HIV/AIDS dan NAPZA di Luar Panti Sosial",
                        subs: &[
                            ("0001", "Pemberian Layanan Data dan Pengaduan", "Orang"),
                            ("0002", "Pemberian Layanan Kedaruratan", "Orang"),
                        ],
                    },
                ],
            },
            Program {
                code: "06",
                name: "PROGRAM PENANGANAN BENCANA",
                kegiatan: &[Kegiatan {
                    code: "2.01",
                    name: "Perlindungan Sosial Korban Bencana Alam dan Sosial Kabupaten/Kota",
                    subs: &[
                        ("0001", "Penyediaan Makanan", "Orang"),
                        ("0002", "Penyediaan Sandang", "Orang"),
                        ("0005", "Pelayanan Dukungan Psikososial", "Orang"),
                    ],
                }],
            },
        ],
    },
    Bidang {
        urusan: ("1", "URUSAN PEMERINTAHAN WAJIB YANG BERKAITAN DENGAN PELAYANAN DASAR"),
        code: "1.02",
        name: "URUSAN PEMERINTAHAN BIDANG KESEHATAN",
        opd: "DINAS KESEHATAN",
        programs: &[
            SUPPORT,
            Program {
                code: "02",
                name: "PROGRAM PEMENUHAN UPAYA KESEHATAN PERORANGAN DAN UPAYA KESEHATAN MASYARAKAT",
                kegiatan: &[
                    Kegiatan {
                        code: "2.01",
                        name: "Penyediaan Fasilitas Pelayanan Kesehatan untuk UKM dan UKP Kewenangan Daerah Kabupaten/Kota",
                        subs: &[
                            ("0006", "Pengembangan Puskesmas", "Unit"),
                            ("0009", "Rehabilitasi dan Pemeliharaan Puskesmas", "Unit"),
                            (
                                "0014",
                                "Pengadaan Alat Kesehatan/Alat Penunjang Medik Fasilitas Pelayanan Kesehatan",
                                "Unit",
                            ),
                            (
                                "0023",
                                "Pengadaan Obat, Bahan Habis Pakai, Bahan Medis Habis Pakai, Vaksin, Makanan dan Minuman di Fasilitas Kesehatan",
                                "Paket",
                            ),
                        ],
                    },
                    Kegiatan {
                        code: "2.02",
                        name: "Penyediaan Layanan Kesehatan untuk UKM dan UKP Rujukan Tingkat Daerah Kabupaten/Kota",
                        subs: &[
                            ("0001", "Pengelolaan Pelayanan Kesehatan Ibu Hamil", "Orang"),
                            ("0002", "Pengelolaan Pelayanan Kesehatan Ibu Bersalin", "Orang"),
                            ("0004", "Pengelolaan Pelayanan Kesehatan Balita", "Orang"),
                            ("0011", "Pengelolaan Pelayanan Kesehatan Orang Terduga Tuberkulosis", "Orang"),
                        ],
                    },
                ],
            },
            Program {
                code: "03",
                name: "PROGRAM PENINGKATAN KAPASITAS SUMBER DAYA MANUSIA KESEHATAN",
                kegiatan: &[Kegiatan {
                    code: "2.02",
                    name: "Perencanaan Kebutuhan dan Pendayagunaan Sumber Daya Manusia Kesehatan untuk UKP dan UKM di Wilayah Kabupaten/Kota",
                    subs: &[
                        (
                            "0001",
                            "Perencanaan dan Distribusi serta Pemerataan Sumber Daya Manusia Kesehatan",
                            "Dokumen",
                        ),
                        ("0002", "Pemenuhan Kebutuhan Sumber Daya Manusia Kesehatan Sesuai Standar", "Orang"),
                    ],
                }],
            },
            Program {
                code: "05",
                name: "PROGRAM PEMBERDAYAAN MASYARAKAT BIDANG KESEHATAN",
                kegiatan: &[
                    Kegiatan {
                        code: "2.01",
                        name: "Advokasi, Pemberdayaan, Kemitraan, Peningkatan Peran serta Masyarakat dan Lintas Sektor Tingkat Daerah Kabupaten/Kota",
                        subs: &[(
                            "0001",
                            "Peningkatan Upaya Promosi Kesehatan, Advokasi, Kemitraan dan Pemberdayaan Masyarakat",
                            "Dokumen",
                        )],
                    },
                    Kegiatan {
                        code: "2.02",
                        name: "Pelaksanaan Sehat dalam rangka Promotif Preventif Tingkat Daerah Kabupaten/Kota",
                        subs: &[
                            (
                                "0001",
                                "Penyelenggaraan Promosi Kesehatan dan Gerakan Hidup Bersih dan Sehat",
                                "Dokumen",
                            ),
                            (
                                "0002",
                                "Penumbuhan Kesadaran Keluarga dalam Peningkatan Derajat Kesehatan Keluarga",
                                "Keluarga",
                            ),
                        ],
                    },
                ],
            },
        ],
    },
    Bidang {
        urusan: ("2", "URUSAN PEMERINTAHAN WAJIB YANG TIDAK BERKAITAN DENGAN PELAYANAN DASAR"),
        code: "2.23",
        name: "URUSAN PEMERINTAHAN BIDANG PERPUSTAKAAN",
        opd: "DINAS PERPUSTAKAAN DAN KEARSIPAN",
        programs: &[
            SUPPORT,
            Program {
                code: "02",
                name: "PROGRAM PEMBINAAN PERPUSTAKAAN",
                kegiatan: &[
                    Kegiatan {
                        code: "2.01",
                        name: "Pengelolaan Perpustakaan Tingkat Daerah Kabupaten/Kota",
                        subs: &[
                            (
                                "0003",
                                "Peningkatan Kapasitas Tenaga Perpustakaan dan Pustakawan Tingkat Daerah Kabupaten/Kota",
                                "Orang",
                            ),
                            ("0005", "Pengembangan Bahan Pustaka", "Eksemplar"),
                            ("0008", "Pengelolaan Layanan Perpustakaan Umum", "Layanan"),
                        ],
                    },
                    Kegiatan {
                        code: "2.02",
                        name: "Pembudayaan Gemar Membaca Tingkat Daerah Kabupaten/Kota",
                        subs: &[
                            (
                                "0001",
                                "Sosialisasi Budaya Baca dan Literasi pada Satuan Pendidikan Dasar dan Masyarakat",
                                "Orang",
                            ),
                            ("0003", "Pengembangan Literasi Berbasis Inklusi Sosial", "Perpustakaan"),
                            ("0004", "Pemberian Penghargaan Gerakan Budaya Gemar Membaca", "Orang"),
                        ],
                    },
                ],
            },
            Program {
                code: "03",
                name: "PROGRAM PELESTARIAN KOLEKSI NASIONAL DAN NASKAH KUNO",
                kegiatan: &[
                    Kegiatan {
                        code: "2.01",
                        name: "Pelestarian Naskah Kuno Milik Daerah Kabupaten/Kota",
                        subs: &[
                            (
                                "0001",
                                "Peningkatan Peran Serta Masyarakat dalam Penyimpanan, Perawatan, dan Pendaftaran Naskah Kuno",
                                "Orang",
                            ),
                            ("0002", "Alih Media Naskah Kuno", "Naskah"),
                        ],
                    },
                    Kegiatan {
                        code: "2.02",
                        name: "Pengembangan Koleksi Budaya Etnis Nusantara yang Ditemukan oleh Pemerintah Daerah Kabupaten/Kota",
                        subs: &[("0001", "Inventarisasi Koleksi Budaya Etnis Nusantara", "Dokumen")],
                    },
                ],
            },
        ],
    },
    Bidang {
        urusan: ("5", "UNSUR PENUNJANG URUSAN PEMERINTAHAN"),
        code: "5.03",
        name: "KEPEGAWAIAN",
        opd: "BADAN KEPEGAWAIAN DAN PENGEMBANGAN SUMBER DAYA MANUSIA",
        programs: &[
            SUPPORT,
            Program {
                code: "02",
                name: "PROGRAM KEPEGAWAIAN DAERAH",
                kegiatan: &[
                    Kegiatan {
                        code: "2.01",
                        name: "Pengadaan, Pemberhentian dan Informasi Kepegawaian ASN",
                        subs: &[
                            (
                                "0001",
                                "Penyusunan Rencana Kebutuhan, Jenis dan Jumlah Jabatan untuk Pelaksanaan Pengadaan ASN",
                                "Dokumen",
                            ),
                            ("0003", "Koordinasi Pelaksanaan Administrasi Pemberhentian", "Dokumen"),
                            ("0006", "Pengelolaan Data Kepegawaian", "Dokumen"),
                        ],
                    },
                    Kegiatan {
                        code: "2.02",
                        name: "Mutasi dan Promosi ASN",
                        subs: &[
                            ("0001", "Pengelolaan Mutasi ASN", "Dokumen"),
                            ("0002", "Pengelolaan Kenaikan Pangkat ASN", "Dokumen"),
                            ("0003", "Pengelolaan Promosi ASN", "Dokumen"),
                        ],
                    },
                    Kegiatan {
                        code: "2.03",
                        name: "Pengembangan Kompetensi ASN",
                        subs: &[
                            ("0001", "Peningkatan Kapasitas Kinerja ASN", "Orang"),
                            ("0003", "Pengelolaan Administrasi Diklat dan Sertifikasi ASN", "Dokumen"),
                        ],
                    },
                    Kegiatan {
                        code: "2.04",
                        name: "Penilaian dan Evaluasi Kinerja Aparatur",
                        subs: &[
                            ("0001", "Pelaksanaan Penilaian dan Evaluasi Kinerja Aparatur", "Dokumen"),
                            ("0004", "Pembinaan Disiplin ASN", "Orang"),
                        ],
                    },
                ],
            },
        ],
    },
    Bidang {
        urusan: ("1", "URUSAN PEMERINTAHAN WAJIB YANG BERKAITAN DENGAN PELAYANAN DASAR"),
        code: "1.01",
        name: "URUSAN PEMERINTAHAN BIDANG PENDIDIKAN",
        opd: "DINAS PENDIDIKAN",
        programs: &[
            SUPPORT,
            Program {
                code: "02",
                name: "PROGRAM PENGELOLAAN PENDIDIKAN",
                kegiatan: &[
                    Kegiatan {
                        code: "2.01",
                        name: "Pengelolaan Pendidikan Sekolah Dasar",
                        subs: &[
                            ("0001", "Pembangunan Unit Sekolah Baru (USB)", "Unit"),
                            ("0002", "Penambahan Ruang Kelas Sekolah", "Ruang"),
                            ("0006", "Pengadaan Mebel Sekolah", "Paket"),
                            ("0014", "Penyediaan Biaya Personil Peserta Didik Sekolah Dasar", "Orang"),
                        ],
                    },
                    Kegiatan {
                        code: "2.02",
                        name: "Pengelolaan Pendidikan Sekolah Menengah Pertama",
                        subs: &[
                            ("0003", "Pembangunan Ruang Guru/Kepala Sekolah/TU", "Ruang"),
                            ("0009", "Rehabilitasi Sedang/Berat Ruang Kelas Sekolah", "Ruang"),
                            ("0020", "Pengadaan Perlengkapan Siswa", "Paket"),
                        ],
                    },
                    Kegiatan {
                        code: "2.03",
                        name: "Pengelolaan Pendidikan Anak Usia Dini (PAUD)",
                        subs: &[
                            ("0004", "Pengadaan Alat Praktik dan Peraga Siswa PAUD", "Paket"),
                            ("0011", "Pengelolaan Dana BOP PAUD", "Satuan Pendidikan"),
                        ],
                    },
                ],
            },
            Program {
                code: "04",
                name: "PROGRAM PENDIDIK DAN TENAGA KEPENDIDIKAN",
                kegiatan: &[Kegiatan {
                    code: "2.01",
                    name: "Pemerataan Kuantitas dan Kualitas Pendidik dan Tenaga Kependidikan bagi Satuan Pendidikan Dasar, PAUD, dan Pendidikan Nonformal/Kesetaraan",
                    subs: &[
                        (
                            "0001",
                            "Perhitungan dan Pemetaan Pendidik dan Tenaga Kependidikan Satuan Pendidikan Dasar, PAUD, dan Pendidikan Nonformal/Kesetaraan",
                            "Dokumen",
                        ),
                        (
                            "0002",
                            "Penataan Pendistribusian Pendidik dan Tenaga Kependidikan bagi Satuan Pendidikan Dasar, PAUD, dan Pendidikan Nonformal/Kesetaraan",
                            "Orang",
                        ),
                    ],
                }],
            },
        ],
    },
    Bidang {
        urusan: ("1", "URUSAN PEMERINTAHAN WAJIB YANG BERKAITAN DENGAN PELAYANAN DASAR"),
        code: "1.03",
        name: "URUSAN PEMERINTAHAN BIDANG PEKERJAAN UMUM DAN PENATAAN RUANG",
        opd: "DINAS PEKERJAAN UMUM DAN PENATAAN RUANG",
        programs: &[
            SUPPORT,
            Program {
                code: "02",
                name: "PROGRAM PENGELOLAAN SUMBER DAYA AIR (SDA)",
                kegiatan: &[
                    Kegiatan {
                        code: "2.01",
                        name: "Pengelolaan SDA dan Bangunan Pengaman Pantai pada Wilayah Sungai (WS) dalam 1 (Satu) Daerah Kabupaten/Kota",
                        subs: &[
                            ("0017", "Normalisasi/Restorasi Sungai", "Km"),
                            ("0024", "Pembangunan Tanggul Sungai", "Meter"),
                        ],
                    },
                    Kegiatan {
                        code: "2.02",
                        name: "Pengembangan dan Pengelolaan Sistem Irigasi Primer dan Sekunder pada Daerah Irigasi yang Luasnya di Bawah 1000 Ha",
                        subs: &[
                            ("0008", "Pembangunan Jaringan Irigasi Permukaan", "Km"),
                            ("0014", "Rehabilitasi Jaringan Irigasi Permukaan", "Km"),
                            ("0021", "Operasi dan Pemeliharaan Jaringan Irigasi Permukaan", "Km"),
                        ],
                    },
                ],
            },
            Program {
                code: "10",
                name: "PROGRAM PENYELENGGARAAN JALAN",
                kegiatan: &[Kegiatan {
                    code: "2.01",
                    name: "Penyelenggaraan Jalan Kabupaten/Kota",
                    subs: &[
                        ("0005", "Pembangunan Jalan", "Km"),
                        ("0008", "Rehabilitasi Jalan", "Km"),
                        ("0011", "Pemeliharaan Rutin Jalan", "Km"),
                        ("0012", "Pembangunan Jembatan", "Unit"),
                    ],
                }],
            },
        ],
    },
    Bidang {
        urusan: ("3", "URUSAN PEMERINTAHAN PILIHAN"),
        code: "3.27",
        name: "URUSAN PEMERINTAHAN BIDANG PERTANIAN",
        opd: "DINAS PERTANIAN DAN PANGAN",
        programs: &[
            SUPPORT,
            Program {
                code: "02",
                name: "PROGRAM PENYEDIAAN DAN PENGEMBANGAN SARANA PERTANIAN",
                kegiatan: &[
                    Kegiatan {
                        code: "2.01",
                        name: "Pengawasan Penggunaan Sarana Pertanian",
                        subs: &[
                            (
                                "0001",
                                "Pengawasan Penggunaan Sarana Pendukung Pertanian Sesuai dengan Komoditas, Teknologi dan Spesifik Lokasi",
                                "Laporan",
                            ),
                            ("0002", "Pendampingan Penggunaan Sarana Pendukung Pertanian", "Kelompok"),
                        ],
                    },
                    Kegiatan {
                        code: "2.05",
                        name: "Pengendalian dan Pengawasan Penyediaan dan Peredaran Benih/Bibit Ternak, dan Hijauan Pakan Ternak dalam Daerah Kabupaten/Kota",
                        subs: &[(
                            "0001",
                            "Pengawasan Produksi Benih/Bibit Ternak dan Hijauan Pakan Ternak",
                            "Dokumen",
                        )],
                    },
                ],
            },
            Program {
                code: "03",
                name: "PROGRAM PENYEDIAAN DAN PENGEMBANGAN PRASARANA PERTANIAN",
                kegiatan: &[Kegiatan {
                    code: "2.02",
                    name: "Pembangunan Prasarana Pertanian",
                    subs: &[
                        (
                            "0001",
                            "Pembangunan, Rehabilitasi dan Pemeliharaan Jaringan Irigasi Usaha Tani",
                            "Unit",
                        ),
                        ("0003", "Pembangunan, Rehabilitasi dan Pemeliharaan Jalan Usaha Tani", "Unit"),
                        (
                            "0009",
                            "Pembangunan, Rehabilitasi dan Pemeliharaan Prasarana Pertanian Lainnya",
                            "Unit",
                        ),
                    ],
                }],
            },
            Program {
                code: "07",
                name: "PROGRAM PENYULUHAN PERTANIAN",
                kegiatan: &[Kegiatan {
                    code: "2.01",
                    name: "Pelaksanaan Penyuluhan Pertanian",
                    subs: &[
                        (
                            "0001",
                            "Peningkatan Kapasitas Kelembagaan Penyuluhan Pertanian di Kecamatan dan Desa",
                            "Unit",
                        ),
                        ("0002", "Pengembangan Kapasitas Kelembagaan Petani di Kecamatan dan Desa", "Unit"),
                    ],
                }],
            },
        ],
    },
    Bidang {
        urusan: ("7", "UNSUR KEWILAYAHAN"),
        code: "7.01",
        name: "KECAMATAN",
        opd: "KECAMATAN SUKAMAJU",
        programs: &[
            SUPPORT,
            Program {
                code: "02",
                name: "PROGRAM PENYELENGGARAAN PEMERINTAHAN DAN PELAYANAN PUBLIK",
                kegiatan: &[
                    Kegiatan {
                        code: "2.01",
                        name: "Koordinasi Penyelenggaraan Kegiatan Pemerintahan di Tingkat Kecamatan",
                        subs: &[
                            (
                                "0002",
                                "Peningkatan Efektifitas Kegiatan Pemerintahan di Tingkat Kecamatan",
                                "Laporan",
                            ),
                            (
                                "0003",
                                "Koordinasi/Sinergi Perencanaan dan Pelaksanaan Kegiatan Pemerintahan dengan Perangkat Daerah dan Instansi Vertikal Terkait",
                                "Laporan",
                            ),
                        ],
                    },
                    Kegiatan {
                        code: "2.04",
                        name: "Pelaksanaan Urusan Pemerintahan yang Dilimpahkan kepada Camat",
                        subs: &[(
                            "0002",
                            "Pelaksanaan Urusan Pemerintahan yang Terkait dengan Nonperizinan",
                            "Dokumen",
                        )],
                    },
                ],
            },
            Program {
                code: "03",
                name: "PROGRAM PEMBERDAYAAN MASYARAKAT DESA DAN KELURAHAN",
                kegiatan: &[Kegiatan {
                    code: "2.01",
                    name: "Koordinasi Kegiatan Pemberdayaan Desa",
                    subs: &[
                        (
                            "0001",
                            "Peningkatan Partisipasi Masyarakat dalam Forum Musyawarah Perencanaan Pembangunan di Desa",
                            "Lembaga Kemasyarakatan",
                        ),
                        (
                            "0003",
                            "Peningkatan Efektifitas Kegiatan Pemberdayaan Masyarakat di Wilayah Kecamatan",
                            "Laporan",
                        ),
                    ],
                }],
            },
            Program {
                code: "06",
                name: "PROGRAM PEMBINAAN DAN PENGAWASAN PEMERINTAHAN DESA",
                kegiatan: &[Kegiatan {
                    code: "2.01",
                    name: "Fasilitasi, Rekomendasi dan Koordinasi Pembinaan dan Pengawasan Pemerintahan Desa",
                    subs: &[
                        ("0002", "Fasilitasi Administrasi Tata Pemerintahan Desa", "Dokumen"),
                        (
                            "0003",
                            "Fasilitasi Pengelolaan Keuangan Desa dan Pendayagunaan Aset Desa",
                            "Dokumen",
                        ),
                        ("0017", "Koordinasi Pendampingan Desa di Wilayahnya", "Laporan"),
                    ],
                }],
            },
        ],
    },
];
